package io.footfall.capability.ratelimit;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How hits of the past count against a limit. Windows are aligned to 1970-01-01T00:00Z, by the clock of whoever counts. All of
 * it is arithmetic, done by {@code limits.lua} in the same way, so that both come to the same answer.
 */
public enum Algorithm {

    /** The hits of the present window alone. Cost O(1), one counter; twice the limit may pass around the end of a window. */
    FIXED_WINDOW {
        @Override
        long used(WindowUsage usage, long windowMillis) {
            return usage.current();
        }

        @Override
        long millisUntil(long most, WindowUsage usage, long windowMillis) {
            return usage.current() <= most ? 0 : usage.millisLeft(windowMillis);
        }
    },

    /**
     * The hits of the present window and, of the one before, as many as would still lie inside a window that ends now if they had
     * come evenly (Cloudflare, <i>How we built rate limiting capable of scaling to millions of domains</i>, 2017). Cost O(1), two
     * counters; what breaks it is how unevenly the hits of the window before came.
     */
    SLIDING_WINDOW {
        @Override
        long used(WindowUsage usage, long windowMillis) {
            return usage.current() + carried(usage.previous(), usage.elapsed(windowMillis), windowMillis);
        }

        @Override
        long millisUntil(long most, WindowUsage usage, long windowMillis) {
            long elapsed = usage.elapsed(windowMillis);
            if (used(usage, windowMillis) <= most) {
                return 0;
            }
            return usage.current() <= most
                    ? elapsedUntil(most - usage.current(), usage.previous(), elapsed, windowMillis) - elapsed
                    : usage.millisLeft(windowMillis) + elapsedUntil(most, usage.current(), 0, windowMillis);
        }
    };

    @JsonValue
    String word() {
        return Policy.wordOf(this);
    }

    /**
     * How much of the limit is used.
     *
     * @param usage what was counted
     * @param windowMillis length of the window
     * @return hits, by their cost
     */
    abstract long used(WindowUsage usage, long windowMillis);

    /**
     * How long it takes until no more than so much is used, if nothing is added.
     *
     * @param most hits, by their cost; 0 or more
     * @param usage what was counted
     * @param windowMillis length of the window
     * @return milliseconds, 0 where it is so already
     */
    abstract long millisUntil(long most, WindowUsage usage, long windowMillis);

    /** The same operations on the same doubles as in {@code limits.lua}. */
    private static long carried(long previous, long elapsed, long windowMillis) {
        return (long) Math.floor(previous * ((double) (windowMillis - elapsed) / windowMillis));
    }

    /** The first millisecond of a window, not before the given one, in which no more than so much is carried over. */
    private static long elapsedUntil(long most, long previous, long earliest, long windowMillis) {
        double share = 1 - (most + 1.0) / previous;
        long elapsed = Math.max(earliest, (long) Math.floor(windowMillis * share));
        while (carried(previous, elapsed, windowMillis) > most) {
            elapsed++;
        }
        return elapsed;
    }
}
