package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PacedLoad;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.TcpProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Redis loses its data or is restored from an older snapshot, or a service ends, under a steady load of views. Lost
 * views are reported exactly, to the view.
 */
@Execution(ExecutionMode.SAME_THREAD)
class RedisDataLossIT {

    private static final int SOME = Scenario.VIEWS_PER_SECOND / 2;

    /** The allowance for views that were answered after the number of answered views was read. */
    private static final int IN_FLIGHT = Scenario.VIEWS_PER_SECOND;

    private static PostgresProcess postgres;
    private static Scenario scenario;

    @BeforeAll
    static void start() {
        postgres = new PostgresProcess().start();
        scenario = new Scenario(RedisProcess.withSnapshots(), postgres)
                .withPatienceForPostgres()
                .start(2);
    }

    @AfterAll
    static void end() {
        scenario.close();
        postgres.close();
    }

    @Test
    void connectionsBreakAgainAndAgain() {
        PacedLoad load = scenario.load();
        scenario.untilWarm();

        for (int i = 0; i < 10; i++) {
            scenario.toRedis.begin(TcpProxy.Fault.CUT);
            scenario.untilAnswered(i * 100);
            scenario.toRedis.heal();
            scenario.untilAnswered(Scenario.VIEWS_PER_SECOND / 2);
            scenario.sync(scenario.services.get(i % 2));
        }

        scenario.finish("connections to redis cut ten times").conserved();
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void redisComesBackEmpty() {
        PacedLoad load = scenario.load();
        scenario.untilWarm();
        long synced = load.from("redis");
        scenario.sync(scenario.services.get(0));
        scenario.untilFrom("redis", SOME);
        scenario.redis.killForgetting();
        long sinceSync = load.from("redis") - synced;
        scenario.untilFrom("database", SOME);
        scenario.redis.start();
        scenario.untilFrom("redis", SOME);

        Scenario.Result result = scenario.finish("redis came back empty").conservedWithoutMemory();
        assertThat(result.lost()).as("what was buffered since the sync").isBetween(1L, sinceSync + IN_FLIGHT);
        scenario.untilReported("footfall_views_lost_views", result.lost());
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void redisGoesBackInTime() {
        PacedLoad load = scenario.load();
        scenario.untilWarm();
        scenario.redis.snapshot();
        scenario.untilFrom("redis", SOME);
        long synced = load.from("redis");
        scenario.sync(scenario.services.get(0));
        scenario.untilFrom("redis", SOME);
        scenario.redis.kill();
        long sinceSync = load.from("redis") - synced;
        scenario.untilFrom("database", SOME);
        scenario.redis.start();
        scenario.untilFrom("redis", SOME);

        Scenario.Result result =
                scenario.finish("redis went back to an older snapshot").conservedWithoutMemory();
        assertThat(result.lost()).as("what was buffered since the sync").isBetween(1L, sinceSync + IN_FLIGHT);
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void redisIsEmptiedWhileItRuns() {
        PacedLoad load = scenario.load();
        scenario.untilWarm();
        scenario.redis.flush();
        scenario.untilFrom("redis", 2 * SOME);

        Scenario.Result result = scenario.finish("redis was emptied").conservedWithoutMemory();
        assertThat(result.lost()).isPositive();
        assertThat(load.failures()).isEmpty();
    }

    /** For about a second, one replica counts in Redis and the other one in Postgres. */
    @Test
    void replicasAreSwitchedOffRedisAndOn() {
        PacedLoad load = scenario.load();
        scenario.untilWarm();
        scenario.switchViews(false);
        scenario.untilFrom("database", 3L * SOME);
        scenario.switchViews(true);
        scenario.untilFrom("redis", 3L * SOME);

        Scenario.Result result =
                scenario.finish("views switched off redis, two replicas").conserved();
        assertThat(result.lost()).isZero();
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void aServiceEndsUnderLoad() {
        PacedLoad load = scenario.load();
        scenario.untilWarm();

        scenario.services.get(0).terminate();
        scenario.untilAnswered(SOME);
        scenario.startAgain(0);
        scenario.untilAnswered(SOME);

        scenario.finish("a service ended by SIGTERM").conserved();
        assertThat(load.unclear())
                .as("views that were accepted and not answered")
                .isZero();
    }
}
