package io.footfall.platform.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;

/**
 * Counts successes and failures per client and minute, and reports clients that are over the limit. A client is over
 * the limit if it had at least {@code most} failures in the current minute and more failures than successes. The
 * comparison with successes tolerates occasional failures of many users behind one address; the minimum tolerates a few
 * failures of any client.
 *
 * <p>The counts are held in the memory of this replica only, and are bounded: above 50,000 clients, the least used ones
 * are evicted. A client is an address as returned by {@link AddressRange#siteOf}. Minutes are aligned to
 * 1970-01-01T00:00Z. All operations are O(1). While no client is over the limit, a check costs one comparison.
 * Thread-safe.
 */
public final class ClientTally {

    private static final long WINDOW_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final long MILLIS = 1_000;
    private static final long MOST_CLIENTS = 50_000;

    private record Counts(long window, long successes, long failures) {

        private static Counts of(Counts held, long window) {
            return held == null || held.window() != window ? new Counts(window, 0, 0) : held;
        }

        private boolean isOver(long most) {
            return failures >= most && failures > successes;
        }
    }

    private final Cache<String, Counts> clients = Caffeine.newBuilder()
            .maximumSize(MOST_CLIENTS)
            .expireAfterWrite(Duration.ofMillis(2 * WINDOW_MILLIS))
            .build();

    private final long most;
    private final Clock clock;
    private volatile long latestWindowWithOne = -1;

    /**
     * Creates an empty tally.
     *
     * @param most the number of failures per minute at which a client can be over the limit
     * @param clock determines the current minute
     */
    public ClientTally(long most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    private long window() {
        return clock.millis() / WINDOW_MILLIS;
    }

    /**
     * Whether any client may be over the limit in this minute. Cheap check before {@link #isOver}.
     *
     * @return false if no client is over the limit
     */
    public boolean isAnyOver() {
        return latestWindowWithOne >= 0 && latestWindowWithOne == window();
    }

    /**
     * Whether a client is over the limit in the current minute.
     *
     * @param client the client's address, as returned by {@link AddressRange#siteOf}
     * @return true if it is; becomes false at the end of the minute, or when successes catch up with failures
     */
    public boolean isOver(String client) {
        Counts held = clients.getIfPresent(client);
        return held != null && held.window() == window() && held.isOver(most);
    }

    /**
     * Counts successes of a client.
     *
     * @param client the client
     * @param times the number of successes, 1 or more
     */
    public void succeeded(String client, long times) {
        add(client, times, 0);
    }

    /**
     * Counts failures of a client.
     *
     * @param client the client
     * @param times the number of failures, 1 or more
     */
    public void failed(String client, long times) {
        add(client, 0, times);
    }

    private void add(String client, long successes, long failures) {
        long window = window();
        Counts now = clients.asMap().compute(client, (same, held) -> {
            Counts counts = Counts.of(held, window);
            return new Counts(window, counts.successes() + successes, counts.failures() + failures);
        });
        if (now.isOver(most)) {
            latestWindowWithOne = window;
        }
    }

    /**
     * Returns when a client that is over the limit may retry.
     *
     * @return the end of the current minute, epoch milliseconds
     */
    public long endsAtMillis() {
        return (window() + 1) * WINDOW_MILLIS;
    }

    /**
     * Returns the time until {@link #endsAtMillis}.
     *
     * @return seconds, rounded up, at least 1
     */
    public long secondsLeft() {
        return Math.max(1, (endsAtMillis() - clock.millis() + MILLIS - 1) / MILLIS);
    }
}
