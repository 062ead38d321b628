package io.footfall.capability.cache;

/**
 * The lifetime of an entry, by the clock of this replica.
 *
 * @param loadedAt when it was loaded or read from Redis, epoch milliseconds
 * @param freshUntil end of the time in which it is fresh, epoch milliseconds
 * @param staleUntil end of the time in which it may be returned, fresh or stale, epoch milliseconds
 * @param loadNanos duration of the load, nanoseconds
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
     * Whether a fresh entry should be refreshed now: after a share of its time to live, or early by chance (XFetch). In
     * XFetch, each read adds the duration of a load, times an exponentially distributed random number, to the current
     * time, and refreshes if the sum is past the end of the time to live. So, of many readers, one refreshes about one
     * load duration before the entry becomes stale, without coordination between readers. O(1).
     *
     * <p>A. Vattani, F. Chierichetti, K. Lowenstein: Optimal Probabilistic Cache Stampede Prevention. PVLDB 8(8), 2015.
     *
     * @param now epoch milliseconds
     * @param refreshAhead share of the time to live after which a read refreshes the entry; 1 disables it
     * @param beta factor that makes early refreshes more likely; 0 disables XFetch
     * @param random a uniformly distributed random number in (0, 1]
     * @return whether to refresh now
     */
    boolean isDue(long now, double refreshAhead, double beta, double random) {
        double ahead = loadedAt + (freshUntil - loadedAt) * refreshAhead;
        return refreshAhead < 1 && now >= ahead
                || now - loadNanos / NANOS_PER_MILLI * beta * Math.log(random) >= freshUntil;
    }
}
