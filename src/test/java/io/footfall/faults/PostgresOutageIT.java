package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PacedLoad;
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

/** Postgres goes and comes back, alone and together with Redis, under a steady load of views. */
@Execution(ExecutionMode.SAME_THREAD)
class PostgresOutageIT {

    /** A minute by {@code -Dfootfall.stopped.seconds=60}. */
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
