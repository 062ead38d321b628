package io.footfall.product.admin;

import java.time.Duration;

/**
 * What happened between two moments.
 *
 * @param scope whose counts they are
 * @param nanos how long it is; 0: nothing is known yet
 * @param earlier what was counted before
 * @param later what was counted after it
 */
record RateWindow(CountScope scope, long nanos, CounterSnapshot earlier, CounterSnapshot later) {

    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    /** How much a figure grew. */
    long grown(String figure) {
        return later.grownSince(earlier, figure);
    }

    /** How much a figure grew in a second, on average. */
    double perSecond(String figure) {
        return nanos == 0 ? 0 : RoundedDouble.of(grown(figure) * NANOS_PER_SECOND / nanos);
    }
}
