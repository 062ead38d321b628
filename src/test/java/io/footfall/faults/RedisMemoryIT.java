package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PacedLoad;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.TcpProxy;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Redis loses its memory or goes back in time, and services come and go, under 2,000 views a second. */
class RedisMemoryIT {

    private static final int SOME = Scenario.VIEWS_PER_SECOND;

    private static PostgresProcess postgres;

    @BeforeAll
    static void start() {
        postgres = new PostgresProcess().start();
    }

    @AfterAll
    static void end() {
        postgres.close();
    }

    @Test
    void connectionsBreakAgainAndAgain() {
        try (Scenario scenario = new Scenario(RedisProcess.appendOnly(), postgres).start(2)) {
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
            assertThat(load.failed()).isZero();
        }
    }

    @Test
    void redisComesBackEmpty() {
        try (Scenario scenario = new Scenario(RedisProcess.withoutMemory(), postgres).start(1)) {
            PacedLoad load = scenario.load();
            scenario.untilWarm();
            scenario.sync(scenario.services.get(0));
            scenario.untilFrom("redis", SOME);
            scenario.redis.kill();
            scenario.untilFrom("database", SOME);
            scenario.redis.start();
            scenario.untilFrom("redis", SOME);

            Scenario.Result result = scenario.finish("redis came back empty").conserved();
            assertThat(result.lost()).as("what was buffered since the sync").isBetween(1L, 3L * SOME);
            assertThat(scenario.metric("footfall_views_lost_views")).isGreaterThanOrEqualTo(result.lost());
            assertThat(load.failed()).isZero();
        }
    }

    @Test
    void redisGoesBackInTime() {
        try (Scenario scenario = new Scenario(RedisProcess.withSnapshots(), postgres).start(2)) {
            PacedLoad load = scenario.load();
            scenario.untilWarm();
            scenario.redis.snapshot();
            scenario.untilFrom("redis", SOME);
            scenario.sync(scenario.services.get(0));
            scenario.untilFrom("redis", SOME);
            scenario.redis.kill();
            scenario.untilFrom("database", SOME);
            scenario.redis.start();
            scenario.untilFrom("redis", SOME);

            Scenario.Result result =
                    scenario.finish("redis went back to an older snapshot").conserved();
            assertThat(result.lost()).as("what was buffered since the sync").isBetween(1L, 3L * SOME);
            assertThat(load.failed()).isZero();
        }
    }

    @Test
    void redisIsEmptiedWhileItRuns() {
        try (Scenario scenario = new Scenario(RedisProcess.appendOnly(), postgres).start(1)) {
            PacedLoad load = scenario.load();
            scenario.untilWarm();
            scenario.redis.flush();
            scenario.untilFrom("redis", 2 * SOME);

            Scenario.Result result = scenario.finish("redis was emptied").conserved();
            assertThat(result.lost()).isPositive();
            assertThat(load.failed()).isZero();
        }
    }

    @Test
    void replicasAreKilledWhileBothSyncAndRedisIsAway() {
        try (Scenario scenario = new Scenario(RedisProcess.appendOnly(), postgres).start(2)) {
            PacedLoad load = scenario.load();
            scenario.untilWarm();
            CompletableFuture<Void> syncs = scenario.syncEverywhereUntil(() -> load.answered() > 10L * SOME);

            scenario.services.get(0).kill();
            scenario.untilAnswered(SOME / 2);
            scenario.services.get(0).start();
            scenario.untilAnswered(SOME);
            scenario.redis.stop();
            scenario.untilFrom("database", SOME / 2);
            scenario.services.get(1).kill();
            scenario.untilAnswered(SOME / 2);
            scenario.redis.resume();
            scenario.services.get(1).start();
            scenario.untilFrom("redis", SOME);
            syncs.join();

            scenario.finish("two replicas killed while both sync and redis stops")
                    .conserved();
        }
    }

    @Test
    void aServiceEndsUnderLoad() {
        try (Scenario scenario = new Scenario(RedisProcess.appendOnly(), postgres).start(2)) {
            PacedLoad load = scenario.load();
            scenario.untilWarm();

            scenario.services.get(0).terminate();
            scenario.untilAnswered(SOME);
            scenario.services.get(0).start();
            scenario.untilAnswered(SOME);

            scenario.finish("a service ended by SIGTERM").conserved();
            assertThat(load.unclear())
                    .as("views that were accepted and not answered")
                    .isZero();
        }
    }
}
