package io.footfall.product.admin;

import java.time.Duration;

/**
 * The change of counters between two snapshots.
 *
 * @param scope the replicas whose counters are compared
 * @param nanos the length of the window in nanoseconds; 0 where no earlier snapshot is known
 * @param earlier the counters at the start of the window
 * @param later the counters at the end of the window
 */
record RateWindow(CountScope scope, long nanos, CounterSnapshot earlier, CounterSnapshot later) {

    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    /** Returns the increase of a metric within the window. */
    long grown(String figure) {
        return later.grownSince(earlier, figure);
    }

    /** Returns the average increase of a metric per second; 0 where no earlier snapshot is known. */
    double perSecond(String figure) {
        return nanos == 0 ? 0 : RoundedDouble.of(grown(figure) * NANOS_PER_SECOND / nanos);
    }
}
