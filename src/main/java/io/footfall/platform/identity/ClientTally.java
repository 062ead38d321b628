package io.footfall.platform.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;

/**
 * Counts the successes and the failures of each client within a minute. A client is over the limit where it failed at least so many times and
 * more often than it succeeded: the share lets many people behind one address fail now and then, the number lets everybody fail a few times.
 *
 * <p>In the memory of this replica alone, which is bounded: of more clients than it holds those that are seen least are forgotten. A
 * client is what one party holds, see {@link AddressRange#siteOf}. Minutes are aligned to 1970-01-01T00:00Z. Cost O(1); asking costs a
 * comparison while nobody is over the limit.
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
     * Nothing is counted yet.
     *
     * @param most failures that a client may have in a minute, however seldom it succeeds
     * @param clock tells which minute it is
     */
    public ClientTally(long most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    private long window() {
        return clock.millis() / WINDOW_MILLIS;
    }

    /**
     * Whether any client may be over the limit; costs nothing.
     *
     * @return false where {@link #isOver} need not be asked
     */
    public boolean isAnyOver() {
        return latestWindowWithOne >= 0 && latestWindowWithOne == window();
    }

    /**
     * Whether a client is over the limit in this minute.
     *
     * @param client a client's address, as {@link AddressRange#siteOf} writes it
     * @return true until the minute is over, unless it succeeds often enough
     */
    public boolean isOver(String client) {
        Counts held = clients.getIfPresent(client);
        return held != null && held.window() == window() && held.isOver(most);
    }

    /**
     * Counts successes of a client.
     *
     * @param client the client
     * @param times how often, 1 or more
     */
    public void succeeded(String client, long times) {
        add(client, times, 0);
    }

    /**
     * Counts failures of a client.
     *
     * @param client the client
     * @param times how often, 1 or more
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
     * When a client that is over the limit may try again.
     *
     * @return epoch milliseconds of the end of this minute
     */
    public long endsAtMillis() {
        return (window() + 1) * WINDOW_MILLIS;
    }

    /**
     * The same from now on.
     *
     * @return seconds, rounded up, 1 at least
     */
    public long secondsLeft() {
        return Math.max(1, (endsAtMillis() - clock.millis() + MILLIS - 1) / MILLIS);
    }
}
