package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Viewers that Redis counted return while Redis is unavailable, and Redis comes back without data loss. Each of them
 * counts once.
 */
class ProvisionalViewsIT {

    private static final int VIEWERS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static PostgresProcess postgres;

    @BeforeAll
    static void start() {
        postgres = new PostgresProcess().start();
    }

    @AfterAll
    static void end() {
        postgres.close();
    }

    private enum Outage {
        KILLED {
            @Override
            void begin(RedisProcess redis) {
                redis.kill();
            }

            @Override
            void end(RedisProcess redis) {
                redis.start();
            }
        },
        STOPPED {
            @Override
            void begin(RedisProcess redis) {
                redis.stop();
            }

            @Override
            void end(RedisProcess redis) {
                redis.resume();
            }
        };

        abstract void begin(RedisProcess redis);

        abstract void end(RedisProcess redis);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aViewerWhoComesAgainWhileRedisIsAwayCountsOnce(int replicas) throws Exception {
        try (Scenario scenario = new Scenario(RedisProcess.appendOnly(), postgres)
                .withPatienceForRedis()
                .start(replicas)) {
            countsOnce(scenario, "always", Outage.KILLED);
            countsOnce(scenario, "everysec", Outage.STOPPED);
        }
    }

    private static void countsOnce(Scenario scenario, String fsync, Outage outage) throws Exception {
        String story = "p" + UUID.randomUUID().toString().substring(0, 8);
        PackagedService last = scenario.services.get(scenario.services.size() - 1);
        untilAllCountThroughRedis(scenario);
        scenario.redis.set("appendfsync", fsync);
        scenario.database().run("insert into stories (id) values ('" + story + "')");
        assertThat(view(scenario.services.get(0), story))
                .allMatch(answer -> answer.getBoolean("isFirstView") && !answer.containsKey("provisional"));

        outage.begin(scenario.redis);
        List<JsonObject> again = view(last, story);
        outage.end(scenario.redis);

        assertThat(again)
                .allMatch(answer -> answer.getBoolean("isFirstView")
                        && answer.getBoolean("provisional")
                        && answer.getString("source").equals("database"));
        Awaitility.await("both stores in line").atMost(PATIENCE).until(() -> scenario.database()
                .truth("select not database_open from view_path"));
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(stored(scenario, story)).isEqualTo(VIEWERS);
            for (PackagedService service : scenario.services) {
                assertThat(shown(service, story)).isEqualTo(VIEWERS);
            }
        });
        untilAllCountThroughRedis(scenario);
        for (PackagedService service : scenario.services) {
            assertThat(view(service, story))
                    .allMatch(answer -> !answer.getBoolean("isFirstView") && answer.getLong("viewCount") == VIEWERS);
        }
        scenario.sync(last);
        assertThat(stored(scenario, story)).isEqualTo(VIEWERS);
        assertThat(scenario.database()
                        .query("select sum(views)::bigint from view_hours where item = 's:" + story + "'"))
                .isEqualTo(VIEWERS);
        assertThat(scenario.database().query("select views_lost()")).isZero();
        Awaitility.await("nobody is remembered who was handed back")
                .atMost(PATIENCE)
                .until(() -> scenario.redis.probe().keys("ff:{*}:handed:*").isEmpty());
    }

    private static long shown(PackagedService service, String story) throws Exception {
        return new JsonObject(service.get("/api/stories/" + story + "/views").body()).getLong("viewCount");
    }

    private static void untilAllCountThroughRedis(Scenario scenario) {
        for (PackagedService service : scenario.services) {
            Awaitility.await("counts through redis")
                    .atMost(PATIENCE)
                    .until(() ->
                            service.fromManagement("/q/health/ready").body().contains("\"source\": \"redis\""));
        }
    }

    private static long stored(Scenario scenario, String story) {
        return scenario.database().query("select read_count from stories where id = '" + story + "'");
    }

    private static List<JsonObject> view(PackagedService service, String story) throws Exception {
        List<JsonObject> views = IntStream.range(0, VIEWERS)
                .mapToObj(viewer ->
                        new JsonObject().put("type", "story").put("id", story).put("userId", "u" + viewer))
                .toList();
        JsonArray answers = new JsonObject(service.asService("/api/views", new JsonObject().put("views", views)))
                .getJsonArray("items");
        return answers.stream().map(JsonObject.class::cast).toList();
    }
}
