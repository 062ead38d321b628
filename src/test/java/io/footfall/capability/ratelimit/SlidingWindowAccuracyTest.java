package io.footfall.capability.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.DoubleSummaryStatistics;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The deviation of the weighted counter from an exact sliding window, in virtual time: fifty runs of ten windows of
 * random arrivals.
 */
class SlidingWindowAccuracyTest {

    private static final long WINDOW = 60_000;
    private static final int WINDOWS = 10;
    private static final int RUNS = 50;
    private static final int LIMIT = 1_000;

    private final Quota quota =
            QuotaTest.policy("sliding-window", LIMIT, Map.of()).quota();

    /**
     * The largest deviation of all runs, in percent. The load is the number of hits per window as a fraction of the
     * limit.
     */
    @ParameterizedTest
    @CsvSource({
        "0.5, window, 0.0", "0.9, window, 0.5", "1.2, window, 1", "1.5, window, 1", "3, window, 1",
        "0.5, anywhere, 0.0", "0.9, anywhere, 0.5", "1.2, anywhere, 3", "1.5, anywhere, 4", "3, anywhere, 8"
    })
    void itAllowsAboutAsManyAsTheTrueCount(double load, String beginning, double mostPercent) {
        Random random = new Random(17);
        DoubleSummaryStatistics errors = IntStream.range(0, RUNS)
                .mapToDouble(run -> error(load, beginning.equals("window"), random))
                .summaryStatistics();

        System.out.printf(
                "sliding window, load %.1f of the limit from %s: %.2f to %.2f %% of the true count, mean %.2f %%%n",
                load, beginning, errors.getMin(), errors.getMax(), errors.getAverage());
        assertThat(Math.max(-errors.getMin(), errors.getMax())).isLessThanOrEqualTo(mostPercent);
    }

    private double error(double load, boolean aligned, Random random) {
        double begin = aligned ? 0 : random.nextDouble() * WINDOW;
        double[] arrivals = DoubleStream.iterate(
                        begin, time -> time < begin + WINDOWS * WINDOW, time -> time + pause(load, random))
                .skip(1)
                .toArray();
        return 100.0 * byWeightedCounter(arrivals) / byTrueCount(arrivals) - 100;
    }

    /** The time between two arrivals of a Poisson process. */
    private static double pause(double load, Random random) {
        return -Math.log(1 - random.nextDouble()) / (load * LIMIT) * WINDOW;
    }

    private long byWeightedCounter(double[] arrivals) {
        WindowUsage usage = WindowUsage.none(0);
        long allowed = 0;
        for (double arrival : arrivals) {
            Quota.Outcome outcome = quota.decide(usage.at((long) arrival, WINDOW), 1, 1, Decision.Source.LOCAL);
            usage = outcome.after();
            allowed += outcome.decision().isAllowed() ? 1 : 0;
        }
        return allowed;
    }

    private static long byTrueCount(double[] arrivals) {
        ArrayDeque<Double> within = new ArrayDeque<>();
        long allowed = 0;
        for (double arrival : arrivals) {
            while (!within.isEmpty() && within.peek() <= arrival - WINDOW) {
                within.remove();
            }
            if (within.size() < LIMIT) {
                within.add(arrival);
                allowed++;
            }
        }
        return allowed;
    }
}
