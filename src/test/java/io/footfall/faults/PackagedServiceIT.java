package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.Artifact;
import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProbe;
import io.footfall.support.SharedStores;
import io.footfall.support.ViewLoad;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ResourceLock(SharedStores.OF_SUITE)
class PackagedServiceIT {

    private static final int BAD_CONFIGURATION = 78;
    private static final String NOBODY_LISTENS = "postgresql://u:p@127.0.0.1:1/none";
    private static final String SYNC_LOCK = "ff:{lock:footfall-sync}";

    @Test
    void aMissingAddressStopsTheStartWithOneLine() {
        PackagedService.Ended ended = PackagedService.runToItsEnd(Map.of("REDIS_URL", SharedStores.redis()));

        assertThat(ended.exitCode()).isEqualTo(BAD_CONFIGURATION);
        assertThat(ended.output()).singleElement().asString().contains("Set DATABASE_URL");
    }

    @ParameterizedTest
    @CsvSource({"TRUSTED_PROXIES, 10.0.0.0/33", "MP_JWT_VERIFY_PUBLICKEY, MIIBIjANBgkq"})
    void aValueThatMakesNoSenseStopsTheStartWithOneLine(String name, String value) {
        Map<String, String> settings = new HashMap<>(SharedStores.settings());
        settings.put(name, value);
        PackagedService.Ended ended = PackagedService.runToItsEnd(settings);

        assertThat(ended.exitCode()).isEqualTo(BAD_CONFIGURATION);
        assertThat(ended.output()).singleElement().asString().contains(name + " takes");
    }

    @Test
    void thePackageCarriesNoServerOfItsOwn() throws IOException {
        assumeFalse(Artifact.isNative(), "a native executable is one file");
        try (Stream<Path> files = Files.walk(Path.of("target", "quarkus-app"))) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .isNotEmpty()
                    .noneMatch(name -> name.contains("embedded"));
        }
    }

    @Test
    void withoutPostgresWhatIsNotCachedIsUnavailableAndTheServiceReady() throws Exception {
        try (PackagedService service = new PackagedService(Map.of("DATABASE_URL", NOBODY_LISTENS)).start()) {
            String nobodyAskedFor = "t" + UUID.randomUUID().toString().substring(0, 8);
            for (String path : List.of(
                    "/api/stories?author=" + nobodyAskedFor,
                    "/api/stories/" + nobodyAskedFor,
                    "/api/stories/" + nobodyAskedFor + "/views")) {
                HttpResponse<String> answer = service.get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
                assertThat(answer.body()).contains("Postgres does not answer").doesNotContain("Exception");
            }
        }
    }

    @Test
    void switchedOffRedisIsNotReadFromTheCache() throws Exception {
        String story = "t" + UUID.randomUUID().toString().substring(0, 8);

        try (PackagedService service = new PackagedService(Map.of("REDIS_ENABLED", "false")).start()) {
            PostgresProbe.execute("insert into stories (id, title, author_id) values ('" + story + "', 'A', 'ada')");
            assertThat(service.get("/api/stories/" + story).headers().firstValue("X-Cache"))
                    .hasValue("MISS");
            // The local cache is cleared once, when the service begins to receive the invalidations of other replicas.
            Awaitility.await()
                    .until(
                            () -> service.get("/api/stories/" + story).headers().firstValue("X-Cache"),
                            Optional.of("HIT")::equals);
        }

        // Neither the entry nor its lock exists. A reader of the second cache level takes the lock before it loads an
        // entry.
        assertThat(RedisProbe.ofSuite().keys(RedisKeys.cache("story") + ":*" + story))
                .isEmpty();
    }

    /** An outage may last for hours. The replica that backfills its viewers has no more memory than usual. */
    @Test
    void viewersOfALongOutageAreHandedBackPageByPage() throws Exception {
        assumeFalse(Artifact.isNative(), "a native executable takes no options of a JVM");
        try (PackagedService service = new PackagedService(Map.of()).within(40).start()) {
            service.terminate();
            PostgresProbe.execute("""
                    insert into view_dedup (window_label, item, viewer, partition, held_until)
                    select 'outage', 's:t' || n % 1000, n, n % 64, now() + interval '1 hour' from generate_series(1, 60000) n
                    """);
            PostgresProbe.execute("update view_path set database_open = true");
            service.start();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> PostgresProbe.number(
                                    "select count(*) from view_dedup where window_label = 'outage' and not handed_back")
                            == 0);
            Awaitility.await()
                    .until(() -> PostgresProbe.number("select count(*) from view_path where database_open") == 0);
            assertThat(service.get("/api/stories").statusCode()).isEqualTo(200);
        } finally {
            // Otherwise a later test with another Redis would backfill all of them again.
            PostgresProbe.execute("delete from view_dedup where window_label = 'outage'");
        }
    }

    @Test
    void limitsWithoutRedisAreThoseOfTheirPolicies() throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("RATE_LIMIT_REDIS_ENABLED", "false");
        for (String fallback : List.of("local", "open", "closed")) {
            String prefix = "FOOTFALL_RATE_LIMITS_POLICIES_" + fallback.toUpperCase(Locale.ROOT) + "_";
            settings.put(prefix + "LIMIT", "2");
            settings.put(prefix + "WINDOW", "P1D");
            settings.put(prefix + "WITHOUT_REDIS", fallback);
        }

        try (PackagedService service = new PackagedService(settings).start()) {
            assertThat(checks(service, "local")).containsExactly(true, true, false);
            assertThat(checks(service, "open")).containsExactly(true, true, true);
            assertThat(checks(service, "closed")).containsExactly(false, false, false);
        }
    }

    private static List<Boolean> checks(PackagedService service, String policy) throws Exception {
        List<Boolean> allowed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            JsonObject answer = new JsonObject(
                    service.asService("/api/rate-limits/" + policy + "/check", new JsonObject().put("key", "u1")));
            assertThat(answer.getBoolean("degraded")).isTrue();
            allowed.add(answer.getBoolean("allowed"));
        }
        return allowed;
    }

    @Test
    void nobodyGainsByForwardingHeadersOfItsOwn() throws Exception {
        Map<String, String> settings = Map.of(
                "FOOTFALL_RATE_LIMITS_POLICIES_API_LIMIT", "2", "FOOTFALL_RATE_LIMITS_POLICIES_API_WINDOW", "P1D");
        List<Integer> answers = new ArrayList<>();

        try (PackagedService service = new PackagedService(settings).patient().start()) {
            for (int i = 0; i < 3; i++) {
                answers.add(HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(service.uri("/api/stories"))
                                        .header("X-Forwarded-For", "203.0.113." + i)
                                        .header("Forwarded", "for=203.0.113." + i)
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode());
            }
            int page = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(service.uri("/api/stories"))
                                    .header("Origin", "https://evil.example")
                                    .header("X-Forwarded-Proto", "https")
                                    .header("X-Forwarded-Host", "evil.example")
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            assertThat(page).isEqualTo(403);
            RedisProbe.ofSuite().keys("ff:{*}:l:api:86400:*").forEach(key -> RedisProbe.ofSuite()
                    .send(Command.DEL, key));
        }

        assertThat(answers).containsExactly(200, 200, 429);
    }

    @Test
    void withoutAnyRedisViewsAreCountedInPostgres() throws Exception {
        String story = "t" + UUID.randomUUID().toString().substring(0, 8);
        Map<String, String> settings = Map.of("REDIS_ENABLED", "false", "REDIS_URL", "");

        try (PackagedService service = new PackagedService(settings).start()) {
            PostgresProbe.execute("insert into stories (id, title, author_id) values ('" + story + "', 'A', 'ada')");
            String view = "/api/stories/" + story + "/view";
            JsonObject ada = new JsonObject().put("userId", "ada");

            assertThat(service.asService(view, ada)).contains("\"isFirstView\":true", "\"source\":\"database\"");
            assertThat(service.asService(view, ada)).contains("\"isFirstView\":false", "\"viewCount\":1");
            assertThat(service.asService(view, new JsonObject().put("userId", "bob")))
                    .contains("\"isFirstView\":true", "\"viewCount\":2");
            assertThat(PostgresProbe.number("select read_count from stories where id = '" + story + "'"))
                    .isEqualTo(2);
            assertThat(service.get("/api/stories/" + story + "/views").body())
                    .contains("\"viewCount\":2", "\"bufferedViews\":0");
            assertThat(service.sync().getMap()).containsEntry("success", true).containsEntry("storyViewsAdded", 0);
            assertThat(service.get("/api/health/redis").body()).contains("\"status\":\"disabled\"");
            assertThat(service.fromManagement("/q/health/ready").body()).containsPattern("\"source\": ?\"database\"");
        }
    }

    @Test
    void whatIsBufferedIsTransferredBeforeRedisIsSwitchedOff() throws Exception {
        String story = "t" + UUID.randomUUID().toString().substring(0, 8);
        PostgresProbe.execute("insert into stories (id, title, author_id) values ('" + story + "', 'A', 'ada')");
        String view = "/api/stories/" + story + "/view";
        try (PackagedService service = new PackagedService(Map.of("VIEW_SYNC_INTERVAL_HOURS", "24")).start()) {
            service.asService(view, new JsonObject().put("userId", "ada"));
        }
        aReplicaWasKilledInTheMiddleOfASync();

        Map<String, String> off = Map.of("VIEW_TRACKING_REDIS_ENABLED", "false", "VIEW_SYNC_INTERVAL_HOURS", "24");
        try (PackagedService service = new PackagedService(off).start()) {
            assertThat(PostgresProbe.number("select read_count from stories where id = '" + story + "'"))
                    .isEqualTo(1);
            assertThat(service.asService(view, new JsonObject().put("userId", "bob")))
                    .contains("\"viewCount\":2", "\"source\":\"database\"");
        }
    }

    private static void aReplicaWasKilledInTheMiddleOfASync() {
        RedisProbe.ofSuite().send(Command.HSET, SYNC_LOCK, "t", "killed", "f", "1", "o", "killed");
        RedisProbe.ofSuite().send(Command.PEXPIRE, SYNC_LOCK, "4500");
    }

    @Test
    void aTerminatedServiceAnswersWhatItBegan() throws Exception {
        String story = "t" + UUID.randomUUID().toString().substring(0, 8);
        int views = 64;

        try (PackagedService service = new PackagedService(Map.of()).start();
                ViewLoad load = new ViewLoad(service.port(), views, i -> new ViewLoad.View(story, "u" + i))) {
            PostgresProbe.execute("insert into stories (id, title, author_id) values ('" + story + "', 'A', 'ada')");
            service.asService("/api/stories/" + story + "/view", new JsonObject().put("userId", "first"));
            RedisProbe.ofSuite().send(Command.CLIENT, "PAUSE", "1000", "ALL");
            CompletableFuture<Void> done = load.start();
            Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> load.sent() == views);

            service.terminate();
            done.get(10, TimeUnit.SECONDS);

            assertThat(load.firstViews()).isEqualTo(views);
            assertThat(load.sent()).isEqualTo(views);
        }
    }
}
