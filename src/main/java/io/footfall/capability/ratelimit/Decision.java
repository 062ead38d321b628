package io.footfall.capability.ratelimit;

/**
 * What became of a hit, or would become of one.
 *
 * @param verdict what became of it
 * @param limit the limit of its key
 * @param remaining what is left of the limit, 0 or more
 * @param atMillis when it was decided, epoch milliseconds
 * @param resetAtMillis when more of the limit is there: the end of the window, or, for a refusal, when the same hit would pass
 * @param source who decided
 */
public record Decision(Verdict verdict, long limit, long remaining, long atMillis, long resetAtMillis, Source source) {

    /** What becomes of a hit. */
    public enum Verdict {
        /** It passes. */
        ALLOWED,
        /** It is over the limit, and passes because its policy only watches. */
        SHADOWED,
        /** It is over the limit. */
        REFUSED
    }

    /** Who decides. */
    public enum Source {
        /** Redis, for all replicas. */
        REDIS,
        /** This replica, of a key that Redis said is over its limit. */
        MEMORY,
        /** This replica alone, because Redis is away or not used. */
        LOCAL,
        /** An override of the key. */
        OVERRIDE
    }

    private static final long MILLIS = 1_000;

    /**
     * Whether the hit passes.
     *
     * @return false for a refusal
     */
    public boolean isAllowed() {
        return verdict != Verdict.REFUSED;
    }

    /**
     * Whether a replica decided alone.
     *
     * @return true where other replicas do not know of it
     */
    public boolean isDegraded() {
        return source == Source.LOCAL;
    }

    /** Whole seconds until {@link #resetAtMillis}, rounded up, 1 at least. */
    long secondsToReset() {
        return Math.max(1, ceiling(resetAtMillis - atMillis));
    }

    /**
     * How long to wait before the same hit passes.
     *
     * @return whole seconds, 0 where it did
     */
    public long retryAfterSeconds() {
        return isAllowed() ? 0 : secondsToReset();
    }

    /** {@link #resetAtMillis} in whole seconds, rounded up. */
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
