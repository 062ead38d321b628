package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProbe;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Views of items that cannot be looked up because Postgres is unavailable: they are journalled in Redis, and counted
 * once when Postgres is back.
 */
@Execution(ExecutionMode.SAME_THREAD)
class ViewJournalIT {

    private static final String JOURNAL = "ff:{journal}";
    private static final int LOOKED_UP_IN_A_MINUTE = 5;
    private static final AtomicInteger CLIENTS = new AtomicInteger();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RedisProcess redis;
    private static PostgresProcess postgres;
    private static PostgresProbe database;
    private static PackagedService service;

    private final String story = "j" + UUID.randomUUID().toString().substring(0, 8);
    private final String chapter = story + "-chapter";

    /** A separate client address, so that the look-ups of one test do not limit the others. */
    private final String address = "198.51.100." + CLIENTS.incrementAndGet();

    @BeforeAll
    static void start() {
        redis = RedisProcess.appendOnly().start();
        postgres = new PostgresProcess().start();
        service = service(Map.of()).start();
        database = new PostgresProbe(postgres.url());
    }

    @AfterAll
    static void end() {
        service.close();
        redis.close();
        postgres.close();
    }

    private static PackagedService service(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(redis.settings());
        settings.put("DATABASE_URL", postgres.url());
        settings.put("FOOTFALL_REDIS_PATIENCE", "500ms");
        settings.put("UNKNOWN_IDS_PER_MINUTE", String.valueOf(LOOKED_UP_IN_A_MINUTE));
        settings.put("TRUSTED_PROXIES", "127.0.0.1");
        settings.putAll(more);
        return new PackagedService(settings);
    }

    @BeforeEach
    void nobodyHasViewedYet() {
        database.run(
                "insert into stories (id, title, author_id, read_count) values ('" + story + "', 'Story', 'ada', 7)");
        database.run("insert into chapters (id, story_id, home, title, position) values ('" + chapter + "', '" + story
                + "', '" + story + "', 'Its chapter', 1)");
    }

    @AfterEach
    void postgresIsBack() {
        postgres.resume();
        Awaitility.await().until(() -> service.sync().getBoolean("success"));
    }

    private static HttpResponse<String> viewOf(PackagedService by, String item, String user) throws Exception {
        return by.tryToPost("/api/" + item, new JsonObject().put("userId", user));
    }

    private HttpResponse<String> viewOfStory(String user) throws Exception {
        return viewOf(service, "stories/" + story + "/view", user);
    }

    /** Sends a view of a reader without a body, as a beacon does. */
    private HttpResponse<String> beacon(String item) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(service.uri("/api/" + item))
                        .header("X-Forwarded-For", address)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void assertKept(HttpResponse<String> answer, String idOf, String id) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(new JsonObject().put(idOf, id).putNull("counted").put("source", "redis"));
    }

    private static long waiting() {
        return redis.probe().send(Command.ZCARD, JOURNAL).toLong();
    }

    private static void untilNothingWaits() {
        Awaitility.await().until(() -> waiting() == 0);
    }

    private static void untilSynced() {
        Awaitility.await()
                .ignoreExceptions()
                .until(
                        service::sync,
                        report -> report.getBoolean("success") && report.getInteger("storyViewsAdded") == 0);
    }

    private static double metric(PackagedService of, String series) throws Exception {
        return of.fromManagement("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElseThrow();
    }

    private static double viewsThatWere(String result) throws Exception {
        return metric(service, "footfall_journal_views_total{result=\"" + result + "\"}");
    }

    private long stored(String table, String id) {
        return database.query("select read_count from " + table + " where id = '" + id + "'");
    }

    @Test
    void aViewerIsCountedOnceWhoComesTwiceWhilePostgresIsAwayAndOnceAfter() throws Exception {
        postgres.stop();
        HttpResponse<String> first = viewOfStory("ada");
        HttpResponse<String> again = viewOfStory("ada");
        HttpResponse<String> ofReader = beacon("stories/" + story + "/view");
        assertThat(waiting()).isEqualTo(2);
        postgres.resume();
        untilNothingWaits();
        JsonObject after = new JsonObject(viewOfStory("ada").body());

        assertKept(first, "storyId", story);
        assertKept(again, "storyId", story);
        assertKept(ofReader, "storyId", story);
        assertThat(after)
                .isEqualTo(new JsonObject()
                        .put("storyId", story)
                        .put("isFirstView", false)
                        .put("viewCount", 9)
                        .put("source", "redis"));
        untilSynced();
        assertThat(stored("stories", story)).isEqualTo(9);
    }

    @Test
    void whatDoesNotExistIsDropped() throws Exception {
        String missing = story + "-missing";
        double before = viewsThatWere("missing");

        postgres.stop();
        HttpResponse<String> answer = viewOf(service, "stories/" + missing + "/view", "ada");
        postgres.resume();
        untilNothingWaits();

        assertKept(answer, "storyId", missing);
        Awaitility.await().until(() -> viewsThatWere("missing") == before + 1);
        assertThat(viewOf(service, "stories/" + missing + "/view", "ada").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aChapterIsCountedWithItsStory() throws Exception {
        String item = "chapters/" + chapter + "/view?countStory=true";
        postgres.stop();
        HttpResponse<String> ofChapter = viewOf(service, item, "ada");
        HttpResponse<String> ofReader = beacon("chapters/" + chapter + "/view");
        postgres.resume();
        untilNothingWaits();

        assertKept(ofChapter, "chapterId", chapter);
        assertKept(ofReader, "chapterId", chapter);
        assertThat(new JsonObject(viewOf(service, item, "ada").body()).getBoolean("isFirstView"))
                .isFalse();
        untilSynced();
        assertThat(stored("chapters", chapter)).isEqualTo(2);
        assertThat(stored("stories", story)).isEqualTo(8);
    }

    @Test
    void viewsOfABatchAreKeptEachForItself() throws Exception {
        postgres.stop();
        JsonArray answers = new JsonObject(service.asService(
                        "/api/views",
                        new JsonObject()
                                .put(
                                        "views",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("type", "story")
                                                        .put("id", story)
                                                        .put("userId", "ada"))
                                                .add(new JsonObject()
                                                        .put("type", "chapter")
                                                        .put("id", chapter)
                                                        .put("userId", "ada")
                                                        .put("at", Instant.now().toString()))
                                                .add(new JsonObject()
                                                        .put("type", "story")
                                                        .put("id", "no id!")
                                                        .put("userId", "ada")))))
                .getJsonArray("items");
        postgres.resume();
        untilNothingWaits();

        assertThat(answers.getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("type", "story")
                        .put("id", story)
                        .putNull("counted")
                        .put("source", "redis"));
        assertThat(answers.getJsonObject(1).getMap()).containsEntry("counted", null);
        assertThat(answers.getJsonObject(2).getMap())
                .containsEntry("counted", false)
                .containsKey("error");
        untilSynced();
        assertThat(stored("stories", story)).isEqualTo(8);
        assertThat(stored("chapters", chapter)).isEqualTo(1);
    }

    /** A view that is in the journal already is accepted also where the journal is full. */
    @Test
    void theJournalIsBoundedForAllReplicasTogether() throws Exception {
        try (PackagedService narrow =
                service(Map.of("FOOTFALL_VIEWS_MOST_JOURNALLED", "3")).start()) {
            postgres.stop();
            for (String user : List.of("ada", "bea", "cleo")) {
                assertThat(viewOfStory(user).statusCode()).isEqualTo(202);
            }
            HttpResponse<String> full = viewOf(narrow, "stories/" + story + "/view", "dora");
            HttpResponse<String> known = viewOf(narrow, "stories/" + story + "/view", "ada");

            assertThat(full.statusCode()).isEqualTo(503);
            assertThat(full.headers().firstValue("Retry-After")).isPresent();
            assertThat(known.statusCode()).isEqualTo(202);
            assertThat(metric(narrow, "footfall_journal_views_total{result=\"full\"}"))
                    .isEqualTo(1);
            postgres.resume();
            untilNothingWaits();
        }
        untilSynced();
        assertThat(stored("stories", story)).isEqualTo(10);
    }

    @Test
    void aClientKeepsNoMoreMadeUpIdsThanItMayHaveLookedUp() throws Exception {
        postgres.stop();
        List<Integer> statuses = IntStream.range(0, 4 * LOOKED_UP_IN_A_MINUTE)
                .mapToObj(i -> statusOfBeacon(story + "-made-up-" + i))
                .toList();

        assertThat(statuses).contains(429);
        // The requests may fall into two windows of one minute.
        assertThat(statuses.stream().filter(status -> status == 202).count())
                .isEqualTo(waiting())
                .isLessThanOrEqualTo(2 * LOOKED_UP_IN_A_MINUTE);
        assertThat(viewOfStory("ada").statusCode())
                .as("of a service, which is not limited")
                .isEqualTo(202);
        postgres.resume();
        untilNothingWaits();
    }

    /** A known story needs no look-up, so the limit of look-ups does not apply. */
    @Test
    void aStoryThatIsKnownIsCountedHoweverManyIdsItsReaderMadeUp() throws Exception {
        service.readAsService("/api/stories/" + story);
        postgres.stop();
        Awaitility.await().until(() -> statusOfBeacon(story + "-made-up-" + UUID.randomUUID()) == 429);

        HttpResponse<String> known = beacon("stories/" + story + "/view");
        postgres.resume();
        untilNothingWaits();

        assertThat(known.statusCode()).as(known.body()).isEqualTo(200);
        assertThat(new JsonObject(known.body()).getBoolean("isFirstView")).isTrue();
        untilSynced();
        assertThat(stored("stories", story)).isEqualTo(8);
    }

    private int statusOfBeacon(String id) {
        try {
            return beacon("stories/" + id + "/view").statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatAReplicaKeptThatIsKilledIsCountedByAnother() throws Exception {
        PackagedService other = service(Map.of()).start();
        postgres.stop();
        assertThat(viewOf(other, "stories/" + story + "/view", "ada").statusCode())
                .isEqualTo(202);
        other.kill();
        postgres.resume();

        Awaitility.await().ignoreExceptions().until(() -> {
            service.sync();
            return stored("stories", story) == 8;
        });
        untilNothingWaits();
    }

    /** Views of crawlers and prefetches are not counted, so they are not journalled. */
    @Test
    void whatIsNotCountedIsRefused() throws Exception {
        postgres.stop();
        HttpResponse<String> answer = service.tryToPost(
                "/api/stories/" + story + "/view",
                new JsonObject()
                        .put(
                                "clientInfo",
                                new JsonObject().put("ip", "203.0.113.7").put("userAgent", "Googlebot/2.1")));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(waiting()).isZero();
    }

    /** An open catalog counts any story without a look-up. But it does not know the home of a chapter. */
    @Test
    void aChapterOfAnOpenCatalogIsKept() throws Exception {
        try (PackagedService open = service(Map.of("CATALOG_MODE", "open")).start()) {
            postgres.stop();
            HttpResponse<String> ofChapter = viewOf(open, "chapters/" + chapter + "/view?countStory=true", "ada");
            HttpResponse<String> ofStory = viewOf(open, "stories/" + story + "/view", "bea");
            postgres.resume();
            untilNothingWaits();

            assertKept(ofChapter, "chapterId", chapter);
            assertThat(new JsonObject(ofStory.body()).getMap())
                    .containsEntry("isFirstView", true)
                    .containsEntry("approximate", true);
        }
        untilSynced();
        assertThat(stored("chapters", chapter)).isEqualTo(1);
        assertThat(stored("stories", story)).isEqualTo(9);
    }

    /** The entry contains nothing that identifies the viewer. */
    @Test
    void anEntryHoldsAKeyedDigestOfTheViewer() throws Exception {
        postgres.stop();
        viewOfStory("ada-lovelace");
        String entry = redis.probe().send(Command.ZRANGE, JOURNAL, "0", "-1").toString();

        assertThat(entry).contains("s:" + story).doesNotContain("ada");
        assertThat(redis.probe().send(Command.PTTL, JOURNAL).toLong()).isPositive();
    }
}
