package io.footfall.product.views;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.sync;
import static io.footfall.support.Api.view;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.AccessLog;
import io.footfall.support.HttpCalls;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class ImportTest {

    private static final String PAGES =
            "^/(?:blog|articles|projects|presentations)/(?:[^/]+/)*?(?<id>[A-Za-z0-9_-]+)(?:\\.html)?/?$";

    private static final String STORY = "^/s/(?<id>[A-Za-z0-9_-]+)$";
    private static final String SWITCH = "/api/flags/VIEW_TRACKING_REDIS_ENABLED";

    private static ValidatableResponse importLog(String log, String pattern) {
        return as(OPERATOR)
                .contentType("text/plain")
                .queryParam("pattern", pattern)
                .body(log.getBytes(StandardCharsets.UTF_8))
                .post("/api/views/import")
                .then()
                .statusCode(200);
    }

    @Test
    void aRealLogGivesTheNumbersOfAnIndependentCalculationAndTheSameAgain() throws IOException {
        List<String> log = agentsOfThisRun(AccessLog.lines());
        Map<String, Set<String>> expected = distinctViewers(log);
        expected.keySet().forEach(ImportTest::createAnew);
        int views = expected.values().stream().mapToInt(Set::size).sum();
        assertThat(expected).hasSizeGreaterThan(100);

        importLog(String.join("\n", log), PAGES)
                .body("lines", equalTo(log.size()))
                .body("counted", equalTo(views))
                .body("malformed", equalTo(0))
                .body("unknown", equalTo(0))
                .body("dedupHeldUntil", notNullValue());
        assertThat(countsOf(expected.keySet())).isEqualTo(sizesOf(expected));
        sync().body("success", equalTo(true));

        importLog(String.join("\r\n", log) + "\r\n", PAGES)
                .body("lines", equalTo(log.size()))
                .body("counted", equalTo(0));
        sync().body("success", equalTo(true));
        assertThat(countsOf(expected.keySet())).isEqualTo(sizesOf(expected));
        assertThat(persistedOf(expected.keySet())).isEqualTo(sizesOf(expected));
    }

    @Test
    void eachLineFallsIntoOneKindAndMalformedOnesAreNumbered() {
        String story = newStory();
        String agent = "\"-\" \"Firefox " + newId() + "\"";
        String time = "[17/May/2015:10:05:03 +0000]";
        String log = String.join(
                "\n",
                "1.2.3.4 - - " + time + " \"GET /s/" + story + " HTTP/1.1\" 200 10 " + agent,
                "nonsense",
                "1.2.3.4 - bob " + time + " \"GET /s/" + story + "?utm=1 HTTP/1.1\" 304 0 " + agent,
                "1.2.3.4 - - " + time + " \"GET /s/" + newId() + " HTTP/1.1\" 200 10 " + agent,
                "1.2.3.4 - - " + time + " \"GET /other HTTP/1.1\" 200 10 " + agent,
                "1.2.3.4 - - " + time + " \"POST /s/" + story + " HTTP/1.1\" 200 10 " + agent,
                "1.2.3.4 - - " + time + " \"GET /s/" + story + " HTTP/1.1\" 404 10 " + agent,
                "1.2.3.4 - - " + time + " \"GET /s/" + story + " HTTP/1.1\" 200 10 \"-\" \"Googlebot/2.1\"",
                "x".repeat(100_000),
                "1.2.3.4 - - [40/Foo/2015:10:05:03 +0000] \"GET /s/" + story + " HTTP/1.1\" 200 10 " + agent);

        importLog(log, STORY)
                .body("lines", equalTo(10))
                .body("counted", equalTo(1))
                .body("duplicates", equalTo(1))
                .body("unknown", equalTo(1))
                .body("unmatched", equalTo(1))
                .body("skipped", equalTo(2))
                .body("bots", equalTo(1))
                .body("malformed", equalTo(3))
                .body("malformedLines", contains(2, 9, 10));
    }

    @Test
    void aPatternThatGrowsIsRefusedAtOnceAndHoldsUpNobody() {
        long start = System.nanoTime();

        as(OPERATOR)
                .contentType("text/plain")
                .queryParam("pattern", "(?<id>(((a{1000}){1000}){1000}))")
                .body("nothing")
                .post("/api/views/import")
                .then()
                .statusCode(400)
                .body("field", equalTo("pattern"));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aPatternThatIsTooSlowForTheLogIsRefused() {
        String line = "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /" + "a".repeat(2_000)
                + " HTTP/1.1\" 200 10 \"-\" \"Firefox\"\n";

        as(OPERATOR)
                .contentType("text/plain")
                .queryParam("pattern", "(?<id>(?:a?){240})b")
                .body(line.repeat(100))
                .post("/api/views/import")
                .then()
                .statusCode(400)
                .body("field", equalTo("pattern"));
    }

    /** The expiry is also extended for viewers that are in this replica's cache of recent viewers. */
    @Test
    void viewersOfALogThatComesAgainAreKeptLonger() {
        RedisProbe redis = RedisProbe.ofSuite();
        String story = newStory();
        String log =
                "1.2.3.4 - - [11/Mar/2011:10:05:03 +0000] \"GET /s/" + story + " HTTP/1.1\" 200 10 \"-\" \"Firefox\"";
        String window = "24h" + LocalDate.of(2011, 3, 11).toEpochDay();
        long soon = Instant.now().plusSeconds(600).toEpochMilli();
        importLog(log, STORY).body("counted", equalTo(1));
        Set<String> buckets = redis.keys(RedisKeys.partition(PartitionId.of(story)) + ":d:" + window + ":*");
        buckets.forEach(bucket -> redis.send(Command.PEXPIREAT, bucket, String.valueOf(soon)));

        importLog(log, STORY).body("duplicates", equalTo(1));

        assertThat(buckets).anySatisfy(bucket -> assertThat(
                        redis.send(Command.PEXPIRETIME, bucket).toLong())
                .isGreaterThan(soon));
    }

    /**
     * Redis is switched off by the flag. The promised expiry holds in Postgres, and in Redis after it is switched on
     * again.
     */
    @Test
    void viewersOfAnImportIntoPostgresAreRememberedForAsLongAsItSays() {
        String story = newStory();
        String log =
                "1.2.3.4 - - [11/Mar/2011:10:05:03 +0000] \"GET /s/" + story + " HTTP/1.1\" 200 10 \"-\" \"Firefox\"";
        String ofStory = " from view_dedup where item = 's:" + story + "'";
        as(OPERATOR).body("{\"enabled\": false}").put(SWITCH);
        String until;
        try {
            await().until(() -> view(newStory(), "u").extract().path("source").equals("database"));
            importLog(log, STORY).body("counted", equalTo(1));
            PostgresProbe.execute(
                    "update view_dedup set held_until = now() + interval '10 minutes' where item = 's:" + story + "'");

            until = importLog(log, STORY)
                    .body("duplicates", equalTo(1))
                    .extract()
                    .path("dedupHeldUntil");

            assertThat(PostgresProbe.number("select extract(epoch from held_until)::bigint" + ofStory))
                    .isGreaterThanOrEqualTo(Instant.parse(until).getEpochSecond());
        } finally {
            as(OPERATOR).delete(SWITCH);
        }
        await().until(() -> view(newStory(), "u").extract().path("source").equals("redis"));
        await().until(() -> PostgresProbe.number("select count(*)" + ofStory + " and handed_back") == 1);
        String window = "24h" + LocalDate.of(2011, 3, 11).toEpochDay();
        RedisProbe redis = RedisProbe.ofSuite();
        assertThat(redis.keys(RedisKeys.partition(PartitionId.of(story)) + ":d:" + window + ":*"))
                .anySatisfy(bucket -> assertThat(
                                redis.send(Command.PEXPIRETIME, bucket).toLong())
                        .isGreaterThanOrEqualTo(Instant.parse(until).toEpochMilli()));
        importLog(log, STORY).body("duplicates", equalTo(1));
    }

    /** Makes the viewers unique to this run, so that stores that outlive a run do not know them. */
    private static List<String> agentsOfThisRun(List<String> log) {
        String run = " " + newId() + "\"";
        return log.stream().map(line -> line.replaceFirst("\"$", run)).toList();
    }

    private static void createAnew(String id) {
        String story = "/api/stories/" + id;
        byte[] body = new JsonObject()
                .put("title", id)
                .put("authorId", "blog")
                .toBuffer()
                .getBytes();
        HttpCalls.send("DELETE", story, SERVICE, new byte[0]);
        assertThat(HttpCalls.send("PUT", story, SERVICE, body).status()).isEqualTo(201);
    }

    private static Map<String, Integer> sizesOf(Map<String, Set<String>> viewers) {
        return viewers.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .size()));
    }

    private static Map<String, Integer> countsOf(Set<String> ids) {
        return ids.stream().collect(Collectors.toMap(id -> id, id -> number(id, "viewCount")));
    }

    private static Map<String, Integer> persistedOf(Set<String> ids) {
        return ids.stream().collect(Collectors.toMap(id -> id, id -> number(id, "persistedViews")));
    }

    private static int number(String id, String field) {
        return new JsonObject(HttpCalls.send("GET", "/api/stories/" + id + "/views", Map.of(), new byte[0])
                        .body())
                .getInteger(field);
    }

    /**
     * An independent calculation of the expected result, by splitting lines and collecting sets: which viewers saw
     * which page on which day.
     */
    private static Map<String, Set<String>> distinctViewers(List<String> log) throws IOException {
        Pattern crawler = crawlers();
        Map<String, Set<String>> viewers = new TreeMap<>();
        for (String line : log) {
            String[] quoted = line.split("\"");
            String[] request = quoted[1].split(" ");
            String status = quoted[2].trim().split(" ")[0];
            String agent = quoted[quoted.length - 1];
            String page = page(request[1].split("\\?")[0]);
            if (page == null || !request[0].equals("GET") || !(status.startsWith("2") || status.equals("304"))) {
                continue;
            }
            if (!crawler.matcher(agent).find()) {
                String day = line.substring(line.indexOf('[') + 1, line.indexOf(':'));
                String viewer = line.split(" ")[0] + "|" + agent + "|" + day;
                viewers.computeIfAbsent(page, unused -> new HashSet<>()).add(viewer);
            }
        }
        return viewers;
    }

    private static String page(String path) {
        String[] parts = path.replaceFirst("/$", "").split("/");
        if (parts.length < 3
                || !List.of("blog", "articles", "projects", "presentations").contains(parts[1])) {
            return null;
        }
        for (int i = 2; i < parts.length - 1; i++) {
            if (parts[i].isEmpty()) {
                return null;
            }
        }
        Matcher name = Pattern.compile("([A-Za-z0-9_-]{1,64})(\\.html)?").matcher(parts[parts.length - 1]);
        return name.matches() ? name.group(1) : null;
    }

    private static Pattern crawlers() throws IOException {
        try (InputStream in = ImportTest.class.getResourceAsStream("/views/crawlers.txt")) {
            String words = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.joining("|"));
            return Pattern.compile(words, Pattern.CASE_INSENSITIVE);
        }
    }
}
