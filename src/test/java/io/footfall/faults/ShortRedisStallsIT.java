package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PacedLoad;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Redis stalls for a moment: it forks for a snapshot, waits for a slow disk, or gets no processor. Prints how many of
 * these stalls close the Redis route. Options:
 * {@code -Dfootfall.stalls=100,200,300 -Dfootfall.stalls.each=20 -Dfootfall.stalls.patience=120ms}.
 */
@Isolated("what closes the way is a matter of milliseconds")
class ShortRedisStallsIT {

    private static final int[] STALLS = Arrays.stream(
                    System.getProperty("footfall.stalls", "150").split(","))
            .mapToInt(Integer::parseInt)
            .toArray();
    private static final int EACH = Integer.getInteger("footfall.stalls.each", 10);
    private static final int BETWEEN = Scenario.VIEWS_PER_SECOND / 2;

    /** The allowance for stalls that a busy machine makes longer. */
    private static final int MOST_CLOSED = EACH / 2;

    private static final int SHORT_MILLIS = 150;

    @Test
    void aShortStallIsNoOutage() {
        try (PostgresProcess postgres = new PostgresProcess().start();
                Scenario scenario = scenario(postgres).start(1)) {
            PacedLoad load = scenario.load();
            scenario.untilWarm();
            for (int millis : STALLS) {
                load.forgetSlowest();
                int closed = 0;
                for (int i = 0; i < EACH; i++) {
                    closed += closes(scenario, load, millis) ? 1 : 0;
                }
                System.out.printf(
                        "stalls of %d ms: %d of %d closed the way through redis, slowest answer %d ms%n",
                        millis, closed, EACH, load.slowestMillis());
                if (millis <= SHORT_MILLIS) {
                    assertThat(closed).as("stalls of %d ms", millis).isLessThanOrEqualTo(MOST_CLOSED);
                }
            }
            scenario.finish("short stalls of redis").conserved();
        }
    }

    private static Scenario scenario(PostgresProcess postgres) {
        Scenario scenario = new Scenario(RedisProcess.appendOnly(), postgres);
        String patience = System.getProperty("footfall.stalls.patience");
        return patience == null ? scenario : scenario.set("FOOTFALL_REDIS_PATIENCE", patience);
    }

    private static boolean closes(Scenario scenario, PacedLoad load, int millis) {
        scenario.untilAllCountThroughRedis();
        long before = load.from("database");
        scenario.redis.stopFor(Duration.ofMillis(millis));
        scenario.untilAnswered(BETWEEN);
        return load.from("database") > before;
    }
}
