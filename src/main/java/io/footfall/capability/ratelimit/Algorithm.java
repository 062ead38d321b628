package io.footfall.capability.ratelimit;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How earlier hits count against a limit. Windows are aligned to 1970-01-01T00:00Z, by the clock of the counting side
 * (Redis, or this replica while it limits alone). All of it is arithmetic. {@code limits.lua} does the same arithmetic,
 * so that both compute the same result.
 */
public enum Algorithm {

    /**
     * Counts the hits of the current window only. Cost O(1), one counter. Around the end of a window, up to twice the
     * limit may pass within the length of a window.
     */
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
     * Counts the hits of the current window, plus an estimate of the hits of the previous window that lie inside a
     * window ending now. The estimate assumes that the hits of the previous window were evenly distributed (Cloudflare,
     * <i>How we built rate limiting capable of scaling to millions of domains</i>, 2017). Cost O(1), two counters. The
     * estimate is wrong as far as the hits of the previous window were uneven.
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
     * @param usage the counters of the key
     * @param windowMillis length of the window in milliseconds
     * @return sum of the costs of the hits that count
     */
    abstract long used(WindowUsage usage, long windowMillis);

    /**
     * Time until at most the given number of hits is used, if no more hits are counted.
     *
     * @param most sum of costs, 0 or more
     * @param usage the counters of the key
     * @param windowMillis length of the window in milliseconds
     * @return milliseconds; 0 where no more than that is used already
     */
    abstract long millisUntil(long most, WindowUsage usage, long windowMillis);

    /**
     * The hits of the previous window that still count. Uses the same operations on the same doubles as
     * {@code limits.lua}.
     */
    private static long carried(long previous, long elapsed, long windowMillis) {
        return (long) Math.floor(previous * ((double) (windowMillis - elapsed) / windowMillis));
    }

    /**
     * The first millisecond of a window, not before {@code earliest}, at which at most {@code most} hits of the
     * previous window still count. The loop corrects the rounding of the division.
     */
    private static long elapsedUntil(long most, long previous, long earliest, long windowMillis) {
        double share = 1 - (most + 1.0) / previous;
        long elapsed = Math.max(earliest, (long) Math.floor(windowMillis * share));
        while (carried(previous, elapsed, windowMillis) > most) {
            elapsed++;
        }
        return elapsed;
    }
}
