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
