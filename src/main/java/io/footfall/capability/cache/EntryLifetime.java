package io.footfall.capability.cache;

/**
 * How long an entry lives, by the clock of this replica.
 *
 * @param loadedAt when it was loaded or taken from Redis, epoch milliseconds
 * @param freshUntil until when it is fresh, epoch milliseconds
 * @param staleUntil until when it may be answered at all, epoch milliseconds
 * @param loadNanos how long it took to load
 */
record EntryLifetime(long loadedAt, long freshUntil, long staleUntil, long loadNanos) {

    private static final double NANOS_PER_MILLI = 1_000_000;

    boolean isFresh(long now) {
        return now < freshUntil;
    }

    boolean isUsable(long now) {
        return now < staleUntil;
    }

    /**
     * Whether a fresh entry is to be refreshed already: past a share of its time, or early by chance. The latter is XFetch:
     * each read acts as if it came later by the cost of a load times an exponentially distributed number, so that of
     * many readers one refreshes about as long before the end as a load takes, and none coordinates with another. O(1).
     *
     * <p>A. Vattani, F. Chierichetti, K. Lowenstein: Optimal Probabilistic Cache Stampede Prevention. PVLDB 8(8), 2015.
     *
     * @param now epoch milliseconds
     * @param refreshAhead share of its time after which it is refreshed when read; 1: never
     * @param beta how eager chance is; 0: never
     * @param random in (0, 1]
     * @return whether to refresh now
     */
    boolean isDue(long now, double refreshAhead, double beta, double random) {
        double ahead = loadedAt + (freshUntil - loadedAt) * refreshAhead;
        return refreshAhead < 1 && now >= ahead
                || now - loadNanos / NANOS_PER_MILLI * beta * Math.log(random) >= freshUntil;
    }
}
