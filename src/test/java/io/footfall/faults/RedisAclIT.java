package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.EventStream;
import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProcess;
import io.footfall.support.ServiceLog;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.SharedStores;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The Redis user has exactly the rights that docs/redis.md lists, or one of them is missing, or its password is wrong.
 */
@ResourceLock(SharedStores.OF_SUITE)
class RedisAclIT {

    private static final Duration ASKED_AGAIN = Duration.ofSeconds(60);
    private static final String LINE = "ACL SETUSER ";
    private static final String PASSWORD = "a-password";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Vertx VERTX = Vertx.vertx();
    private static final RedisProcess REDIS = RedisProcess.appendOnly();

    private final String id = "t" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeAll
    static void start() {
        REDIS.start();
    }

    @AfterAll
    static void stop() {
        VERTX.close();
        REDIS.close();
    }

    @BeforeEach
    void grantWhatIsDocumented() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("docs", "redis.md"))) {
            lines.filter(line -> line.startsWith(LINE))
                    .forEach(line -> setUser(line.substring(LINE.length()).split(" ")));
        }
        if (RedisProcess.isClusterByDefault()) {
            setUser("footfall", "+cluster|slots");
        }
    }

    @AfterEach
    void forgetTheUser() {
        REDIS.everywhere(Command.ACL, "DELUSER", "footfall");
    }

    private static void setUser(String... rules) {
        REDIS.everywhere(
                Command.ACL,
                Stream.concat(Stream.of("SETUSER"), Stream.of(rules)).toArray(String[]::new));
    }

    private static PackagedService service(String password) throws IOException {
        Map<String, String> settings = new HashMap<>(REDIS.settings());
        settings.put("REDIS_URL", REDIS.url().replace("redis://", "redis://footfall:" + password + "@"));
        PackagedService service = new PackagedService(settings);
        Files.deleteIfExists(service.log());
        return service;
    }

    private static String send(
            PackagedService service, String method, String path, String authorization, JsonObject body, int status)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.uri(path))
                .header("Authorization", authorization)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.encode()));
        if (body != null) {
            request.header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString());
        }
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isEqualTo(status);
        return answer.body();
    }

    private static String asService(PackagedService service, String method, String path, JsonObject body, int status)
            throws IOException, InterruptedException {
        return send(service, method, path, ServiceUnderTest.SERVICE, body, status);
    }

    @Test
    void theRightsOfTheDocsAreEnoughForEverything() throws Exception {
        try (PackagedService service = service(PASSWORD).start()) {
            everythingWorks(service);
            viewsAreCounted(service);
            scoresAreKept(service);

            assertThat(refusals(service)).isEmpty();
            assertThat(service.terminate()).isEqualTo(143);
            assertThat(new ServiceLog(service.log()).alarming()).isEmpty();
        }
    }

    /** If Redis ended the script after it had marked the viewer, the viewer would never count. */
    @Test
    void aViewIsCountedOnceThoughARightIsMissingInTheMiddleOfItsScript() throws Exception {
        try (PackagedService service = service(PASSWORD).start()) {
            service.put(
                    "/api/stories/" + id,
                    new JsonObject().put("title", "A story").put("authorId", "ada"));
            setUser("footfall", "-hincrby");
            assertThat(view(service)).containsEntry("isFirstView", true).containsEntry("source", "database");

            setUser("footfall", "+hincrby");
            Awaitility.await().atMost(ASKED_AGAIN).until(() -> view(service), answer -> answer.get("source")
                    .equals("redis"));

            service.sync();
            assertThat(PostgresProbe.number("select read_count from stories where id = '" + id + "'"))
                    .isEqualTo(1);
        }
    }

    private Map<String, Object> view(PackagedService service) throws Exception {
        return new JsonObject(asService(
                        service, "POST", "/api/stories/" + id + "/view", new JsonObject().put("userId", "u1"), 200))
                .getMap();
    }

    private void viewsAreCounted(PackagedService service) throws Exception {
        service.put(
                "/api/stories/" + id, new JsonObject().put("title", "A story").put("authorId", "ada"));
        JsonObject first = new JsonObject(
                asService(service, "POST", "/api/stories/" + id + "/view", new JsonObject().put("userId", "u1"), 200));
        assertThat(first.getString("source")).isEqualTo("redis");
        assertThat(service.sync().getInteger("storyViewsAdded")).isPositive();
        asService(service, "GET", "/api/trending?window=1h&type=story", null, 200);
        send(service, "DELETE", "/api/stories/" + id, ServiceUnderTest.SERVICE, null, 204);
    }

    private void scoresAreKept(PackagedService service) throws Exception {
        asService(service, "POST", "/api/leaderboards/" + id + "/members/u1", new JsonObject().put("delta", 5), 200);
        asService(service, "GET", "/api/leaderboards/" + id + "/members/u1?neighbours=2", null, 200);
        asService(service, "POST", "/api/counters/" + id + "/increment", new JsonObject().put("by", 5), 200);
        assertThat(service.sync().getBoolean("success")).isTrue();
    }

    private void everythingWorks(PackagedService service) throws Exception {
        JsonObject tested =
                new JsonObject(send(service, "POST", "/api/admin/self-test", ServiceUnderTest.OPERATOR, null, 200));
        assertThat(tested.getBoolean("success")).as(tested.encode()).isTrue();

        String user = ServiceUnderTest.reader("u1");
        try (EventStream stream = EventStream.open(VERTX.createHttpClient(), service.port(), user, null)) {
            Awaitility.await().until(() -> stream.status() == 200);
            asService(
                    service,
                    "POST",
                    "/api/notifications",
                    new JsonObject().put("userId", "u1").put("type", "comment").put("title", "Ada answered you"),
                    201);
            Awaitility.await().until(() -> !stream.events("notification").isEmpty());
        }
        JsonObject session = new JsonObject(send(
                service,
                "POST",
                "/api/sessions",
                user,
                new JsonObject().put("type", "checkout").put("ttlSeconds", 900),
                201));
        send(service, "DELETE", "/api/sessions/" + session.getString("id"), user, null, 204);

        asService(
                service,
                "POST",
                "/api/jobs/" + id,
                new JsonObject().put("id", "j").put("payload", new JsonObject()),
                201);
        JsonObject claimed = new JsonObject(asService(
                service, "POST", "/api/jobs/" + id + "/claim", new JsonObject().put("visibilitySeconds", 60), 200));
        String token = claimed.getJsonArray("items").getJsonObject(0).getString("token");
        asService(
                service,
                "POST",
                "/api/jobs/" + id + "/j/fail",
                new JsonObject().put("token", token).put("error", "x"),
                200);

        JsonObject lock = new JsonObject(
                asService(service, "POST", "/api/locks/" + id, new JsonObject().put("ttlSeconds", 30), 200));
        asService(service, "DELETE", "/api/locks/" + id + "?token=" + lock.getString("token"), null, 204);

        JsonObject check = new JsonObject(
                asService(service, "POST", "/api/rate-limits/api/check", new JsonObject().put("key", id), 200));
        assertThat(check.getBoolean("degraded")).isFalse();
        send(service, "GET", "/api/admin/redis/metrics", ServiceUnderTest.OPERATOR, null, 200);
        send(service, "POST", "/api/v1/cache/warm", ServiceUnderTest.OPERATOR, null, 200);
    }

    private static List<String> refusals(PackagedService service) throws Exception {
        return service.fromManagement("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("footfall_store_refusals_total"))
                .toList();
    }

    @Test
    void withoutInfoItIsToldOnceAndWhatNeedsNoInfoWorks() throws Exception {
        setUser("footfall", "-info");

        try (PackagedService service = service(PASSWORD).start()) {
            everythingWorks(service);
            service.put(
                    "/api/stories/" + id,
                    new JsonObject().put("title", "A story").put("authorId", "ada"));
            JsonObject view = new JsonObject(asService(
                    service, "POST", "/api/stories/" + id + "/view", new JsonObject().put("userId", "u1"), 200));
            assertThat(view.getString("source")).isEqualTo("database");
            for (int i = 0; i < 5; i++) {
                assertThat(asService(service, "GET", "/api/leaderboards/" + id, null, 503))
                        .contains("Redis refuses this service");
            }

            JsonObject health = new JsonObject(service.get("/api/health/redis").body());
            assertThat(health.getString("status")).isEqualTo("warning");
            assertThat(codesIn(health)).contains("right_missing");
            assertThat(service.fromManagement("/q/health/ready").body())
                    .contains("\"redisRefusal\": \"right_missing\"");
            assertThat(refusals(service)).singleElement().asString().contains("reason=\"right_missing\"");

            ServiceLog log = new ServiceLog(service.log());
            assertThat(log.messages("ERROR", "redis refuses this service"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("docs/redis.md");
            assertThat(log.alarming()).hasSizeLessThan(4);

            setUser("footfall", "+info");
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> service.fromManagement("/q/metrics")
                    .body()
                    .contains("footfall_views_through_redis 1.0"));
        }
    }

    private static List<String> codesIn(JsonObject health) {
        JsonArray warnings = health.getJsonArray("warnings");
        return warnings.stream()
                .map(warning -> ((JsonObject) warning).getString("code"))
                .toList();
    }

    @Test
    void aWrongPasswordIsToldOnceAndAskedAgainNowAndThen() throws Exception {
        try (PackagedService service = service("mistyped").start()) {
            HttpResponse<String> answer = service.get("/api/health/redis");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(codesIn(new JsonObject(answer.body()))).containsExactly("wrong_password");
            assertThat(service.fromManagement("/q/health/ready").body())
                    .contains("\"redisRefusal\": \"wrong_password\"");
            for (int i = 0; i < 5; i++) {
                asService(service, "GET", "/api/leaderboards/" + id, null, 503);
            }

            ServiceLog log = new ServiceLog(service.log());
            assertThat(log.messages("ERROR", "redis refuses this service: Redis does not take the user and password"))
                    .hasSize(1);
            assertThat(log.text()).doesNotContain("mistyped");

            setUser("footfall", ">mistyped");
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> service.fromManagement("/q/metrics")
                    .body()
                    .contains("footfall_views_through_redis 1.0"));
        }
    }
}
