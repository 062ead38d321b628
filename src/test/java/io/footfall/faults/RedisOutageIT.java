package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PacedLoad;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.TcpProxy;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Redis goes and comes back in every way that servers and networks know, under 2,000 views a second. */
class RedisOutageIT {

    private static final Duration BACK_WITHIN = Duration.ofSeconds(10);
    private static final long SLOWEST_MILLIS = 500;
    private static final int SOME = 2 * Scenario.VIEWS_PER_SECOND;

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
    void redisIsKilledAndStartedAgain() {
        try (Scenario scenario = new Scenario(RedisProcess.appendOnly(), postgres).start(1)) {
            outage(scenario, "redis killed", scenario.redis::kill, scenario.redis::start);
        }
    }

    @Test
    void redisIsStoppedAndGoesOn() {
        try (Scenario scenario = new Scenario(RedisProcess.appendOnly(), postgres).start(1)) {
            outage(scenario, "redis stopped", scenario.redis::stop, scenario.redis::resume);
        }
    }

    @Test
    void packetsToRedisAreDropped() {
        try (Scenario scenario = new Scenario(RedisProcess.appendOnly(), postgres).start(1)) {
            outage(
                    scenario,
                    "redis black-holed",
                    () -> scenario.toRedis.begin(TcpProxy.Fault.BLACK_HOLE),
                    scenario.toRedis::heal);
        }
    }

    @Test
    void theStoresEndOfConnectionsIsClosed() {
        try (Scenario scenario = new Scenario(RedisProcess.appendOnly(), postgres).start(1)) {
            outage(
                    scenario,
                    "redis half-closed",
                    () -> scenario.toRedis.begin(TcpProxy.Fault.HALF_CLOSE),
                    scenario.toRedis::heal);
        }
    }

    @Test
    void redisDoesWhatItIsAskedAndItsAnswersAreLost() {
        try (Scenario scenario = new Scenario(RedisProcess.appendOnly(), postgres).start(1)) {
            outage(
                    scenario,
                    "answers of redis lost",
                    () -> scenario.toRedis.begin(TcpProxy.Fault.ANSWERS_LOST),
                    scenario.toRedis::heal);
        }
    }

    @Test
    void redisAnswersTooLate() {
        try (Scenario scenario = new Scenario(RedisProcess.appendOnly(), postgres).start(1)) {
            outage(scenario, "redis slow", () -> scenario.toRedis.delay(300), scenario.toRedis::heal);
        }
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
    void redisRefusesToWrite() {
        try (Scenario scenario = new Scenario(RedisProcess.appendOnly(), postgres).start(1)) {
            outage(
                    scenario,
                    "redis out of memory",
                    () -> scenario.redis.set("maxmemory", "1mb"),
                    () -> scenario.redis.set("maxmemory", "0"));
        }
    }

    private static void outage(Scenario scenario, String name, Runnable begin, Runnable end) {
        PacedLoad load = scenario.load();
        scenario.untilWarm();

        begin.run();
        scenario.untilFrom("database", SOME);
        long failedWhileOpening = load.failed();
        scenario.untilFrom("database", SOME);
        end.run();
        long healed = System.nanoTime();
        scenario.untilFrom("redis", 1);
        Duration back = Duration.ofNanos(System.nanoTime() - healed);
        scenario.untilFrom("redis", SOME);

        Scenario.Result result = scenario.finish(name).conserved();
        System.out.printf("%s: back after %d ms%n", name, back.toMillis());
        assertThat(result.lost()).isZero();
        assertThat(failedWhileOpening).isLessThan(SOME / 100);
        assertThat(load.failed()).isEqualTo(failedWhileOpening);
        assertThat(load.slowestMillis()).isLessThan(SLOWEST_MILLIS);
        assertThat(back).isLessThan(BACK_WITHIN);
    }
}
