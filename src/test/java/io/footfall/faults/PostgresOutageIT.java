package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PacedLoad;
import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.TcpProxy;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Postgres becomes unavailable and comes back, alone and together with Redis, under a steady load of views. */
@Execution(ExecutionMode.SAME_THREAD)
class PostgresOutageIT {

    /** {@code -Dfootfall.stopped.seconds=60} sets the duration to a minute. */
    private static final Duration STOPPED_FOR = Duration.ofSeconds(Integer.getInteger("footfall.stopped.seconds", 10));

    private static final int SOME = Scenario.VIEWS_PER_SECOND / 2;

    private static PostgresProcess postgres;
    private static Scenario scenario;

    @BeforeAll
    static void start() {
        postgres = new PostgresProcess().start();
        scenario = new Scenario(RedisProcess.appendOnly(), postgres)
                .withPatienceForRedis()
                .start(1);
    }

    @AfterAll
    static void end() {
        scenario.close();
        postgres.close();
    }

    @Test
    void postgresIsStoppedForAWhile() {
        PacedLoad load = scenario.load();
        scenario.untilWarm();

        postgres.stop();
        long stopped = System.nanoTime();
        scenario.until("the sync is known to fail", () -> scenario.metric("footfall_sync_failures_in_a_row") >= 1);
        JsonObject stats = scenario.viewStats();
        assertThat(stats.getJsonObject("lastSync").getBoolean("success")).isFalse();
        assertThat(stats.getLong("totalBufferedViews")).isPositive();
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> System.nanoTime() - stopped >= STOPPED_FOR.toNanos());
        long failedWhileAway = load.failed();
        assertThat(scenario.statusOfSync()).as("of a sync that is asked for").isEqualTo(503);
        postgres.resume();

        scenario.finish("postgres stopped for " + STOPPED_FOR.toSeconds() + " s")
                .conserved();
        assertThat(failedWhileAway).isZero();
        assertThat(load.failures()).isEmpty();
        assertThat(load.from("database")).isZero();
    }

    @Test
    void postgresIsKilledAndStartedAgain() {
        PacedLoad load = scenario.load();
        scenario.untilWarm();

        postgres.kill();
        scenario.untilFrom("redis", SOME);
        scenario.sync(scenario.services.get(0));
        scenario.untilFrom("redis", SOME);
        postgres.restart();

        scenario.finish("postgres killed").conserved();
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void packetsToPostgresAreDroppedInTheMiddleOfSyncs() {
        PacedLoad load = scenario.load();
        scenario.untilWarm();

        for (int i = 0; i < 5; i++) {
            scenario.toPostgres.begin(i % 2 == 0 ? TcpProxy.Fault.BLACK_HOLE : TcpProxy.Fault.ANSWERS_LOST);
            scenario.sync(scenario.services.get(0));
            scenario.untilAnswered(Scenario.VIEWS_PER_SECOND / 2);
            scenario.toPostgres.begin(TcpProxy.Fault.CUT);
            scenario.toPostgres.heal();
            scenario.untilAnswered(Scenario.VIEWS_PER_SECOND / 2);
        }

        scenario.finish("postgres black-holed while it syncs").conserved();
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void whatIsNewIsRefusedWhilePostgresIsAway() throws Exception {
        postgres.stop();

        HttpResponse<String> answer = scenario.put(
                "/api/stories/new", new JsonObject().put("title", "New").put("authorId", "ada"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("Postgres does not answer");
        HttpResponse<String> ready = scenario.services.get(0).fromManagement("/q/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        postgres.resume();
    }

    /**
     * The story was not viewed for long, so Redis has no total of it. But its page was served a moment ago, so it is
     * known to exist.
     */
    @Test
    void whatIsKnownToExistIsCountedWhilePostgresIsAway() throws Exception {
        PackagedService service = scenario.services.get(0);
        String story = "seldom-" + System.nanoTime();
        String chapter = story + "-chapter";
        scenario.database()
                .run("insert into stories (id, title, author_id, read_count) values ('" + story
                        + "', 'Seldom read', 'ada', 7)");
        scenario.database()
                .run("insert into chapters (id, story_id, home, title, position) values ('" + chapter + "', '" + story
                        + "', '" + story + "', 'Its chapter', 1)");
        assertThat(service.get("/api/stories/" + story).statusCode()).isEqualTo(200);
        assertThat(service.get("/api/chapters/" + chapter).statusCode()).isEqualTo(200);
        assertThat(service.get("/api/chapters/" + chapter + "/views").statusCode())
                .as("where it lies is known since then")
                .isEqualTo(200);

        postgres.stop();
        JsonObject first = view(service, "/api/stories/" + story, "ada");
        JsonObject again = view(service, "/api/stories/" + story, "ada");
        JsonObject ofChapter = view(service, "/api/chapters/" + chapter, "bea");
        int unknown = post(service, "/api/stories/unknown-" + story, "ada").statusCode();
        postgres.resume();

        assertThat(first).isEqualTo(answer("storyId", story, true, 8));
        assertThat(again).isEqualTo(answer("storyId", story, false, 8));
        assertThat(ofChapter).isEqualTo(answer("chapterId", chapter, true, 1));
        assertThat(unknown).isEqualTo(202);
        Awaitility.await().ignoreExceptions().until(() -> !view(service, "/api/stories/" + story, "ada")
                .containsKey("approximate"));
        assertThat(view(service, "/api/stories/" + story, "cleo").getInteger("viewCount"))
                .isEqualTo(9);
        scenario.untilSynced();
        assertThat(scenario.database().query("select read_count from stories where id = '" + story + "'"))
                .isEqualTo(9);
        assertThat(scenario.database().query("select read_count from chapters where id = '" + chapter + "'"))
                .isEqualTo(1);
    }

    private static JsonObject answer(String idOf, String id, boolean isFirstView, int viewCount) {
        return new JsonObject()
                .put(idOf, id)
                .put("isFirstView", isFirstView)
                .put("viewCount", viewCount)
                .put("source", "redis")
                .put("approximate", true);
    }

    private static JsonObject view(PackagedService service, String item, String user) throws Exception {
        HttpResponse<String> answer = post(service, item, user);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static HttpResponse<String> post(PackagedService service, String item, String user) throws Exception {
        return service.tryToPost(item + "/view", new JsonObject().put("userId", user));
    }

    @Test
    void bothAreStopped() throws Exception {
        PacedLoad load = scenario.load();
        scenario.untilWarm();

        postgres.stop();
        scenario.redis.stop();
        scenario.until("views fail", () -> load.failed() > SOME);
        HttpResponse<String> answer = scenario.view();
        HttpResponse<String> ready = scenario.services.get(0).fromManagement("/q/health/ready");
        scenario.redis.resume();
        postgres.resume();
        scenario.untilFrom("redis", SOME);

        scenario.finish("both stopped").conserved();
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(ready.statusCode()).isEqualTo(503);
    }

    @Test
    void redisComesBackBeforePostgres() {
        PacedLoad load = scenario.load();
        scenario.untilWarm();
        scenario.redis.stop();
        scenario.untilFrom("database", SOME);

        postgres.kill();
        scenario.until("views fail", () -> load.failed() > 0);
        scenario.redis.resume();
        scenario.untilFrom("redis", SOME);
        postgres.restart();
        scenario.untilFrom("redis", SOME);

        scenario.finish("redis back before postgres").conserved();
    }

    @Test
    void postgresCountsWithoutAnsweringAndRedisComesBackFirst() {
        PacedLoad load = scenario.load();
        scenario.untilWarm();
        scenario.redis.stop();
        scenario.untilFrom("database", SOME);

        scenario.toPostgres.begin(TcpProxy.Fault.ANSWERS_LOST);
        scenario.until("views fail", () -> load.failed() > 0);
        scenario.redis.resume();
        scenario.untilFrom("redis", SOME);
        scenario.toPostgres.begin(TcpProxy.Fault.CUT);
        scenario.toPostgres.heal();
        scenario.untilFrom("redis", SOME);

        scenario.finish("postgres counts without answering, redis back first").conserved();
    }
}
