package io.footfall.capability.ratelimit;

/**
 * The decision on a hit (one rate limit check), or on a hypothetical one.
 *
 * @param verdict whether the hit is allowed
 * @param limit the limit of the key, as the sum of costs in a window
 * @param remaining what is left of the limit, 0 or more
 * @param atMillis when it was decided, epoch milliseconds
 * @param resetAtMillis the end of the window, epoch milliseconds; for a denied hit: when the same hit would pass
 * @param source what made the decision
 */
public record Decision(Verdict verdict, long limit, long remaining, long atMillis, long resetAtMillis, Source source) {

    /** Whether a hit is allowed. */
    public enum Verdict {
        /** The hit passes. */
        ALLOWED,
        /** The hit is over the limit, but passes because the mode of its policy is {@code shadow}. */
        SHADOWED,
        /** The hit is over the limit and denied. */
        REFUSED
    }

    /** What made the decision. */
    public enum Source {
        /** Redis, for all replicas together. */
        REDIS,
        /** The memory of this replica: Redis reported earlier that the key is over its limit. */
        MEMORY,
        /** This replica alone, because Redis is unavailable or not used. */
        LOCAL,
        /** An override of the key. */
        OVERRIDE
    }

    private static final long MILLIS = 1_000;

    /**
     * Whether the hit is allowed.
     *
     * @return false where it is denied
     */
    public boolean isAllowed() {
        return verdict != Verdict.REFUSED;
    }

    /**
     * Whether this replica decided alone.
     *
     * @return true where other replicas do not count the hit
     */
    public boolean isDegraded() {
        return source == Source.LOCAL;
    }

    /** Whole seconds until {@link #resetAtMillis}, rounded up, at least 1. */
    long secondsToReset() {
        return Math.max(1, ceiling(resetAtMillis - atMillis));
    }

    /**
     * How long to wait until the same hit passes.
     *
     * @return whole seconds, rounded up; 0 where the hit passed
     */
    public long retryAfterSeconds() {
        return isAllowed() ? 0 : secondsToReset();
    }

    /** {@link #resetAtMillis} in epoch seconds, rounded up. */
    long resetAtSeconds() {
        return ceiling(resetAtMillis);
    }

    private static long ceiling(long millis) {
        return (millis + MILLIS - 1) / MILLIS;
    }

    Decision as(Verdict other) {
        return verdict == other ? this : new Decision(other, limit, remaining, atMillis, resetAtMillis, source);
    }
}
