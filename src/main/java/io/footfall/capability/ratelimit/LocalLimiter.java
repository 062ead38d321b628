package io.footfall.capability.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;

/**
 * The fallback limiter: limits in the memory of this replica while Redis is unavailable, by the same arithmetic.
 * Bounded: beyond the maximum number of keys it evicts the keys with the fewest hits, so that a flood of keys does not
 * evict the most frequent ones.
 */
final class LocalLimiter {

    private record Key(String policy, LimitKey key) {}

    private final Cache<Key, WindowUsage> keys;
    private final Clock clock;

    LocalLimiter(long most, Clock clock) {
        this.keys = Caffeine.newBuilder().maximumSize(most).build();
        this.clock = clock;
    }

    Quota.Outcome decide(LimitCheck check) {
        long window = check.policy().windowMillis();
        Quota.Outcome[] outcome = new Quota.Outcome[1];
        keys.asMap().compute(keyOf(check), (key, held) -> {
            outcome[0] = check.quota().decide(now(held, window), 1, check.cost(), Decision.Source.LOCAL);
            return outcome[0].after();
        });
        return outcome[0];
    }

    /** The current counters of the key of a hit. */
    WindowUsage usage(LimitCheck check) {
        return now(keys.getIfPresent(keyOf(check)), check.policy().windowMillis());
    }

    private WindowUsage now(WindowUsage held, long window) {
        return held == null ? WindowUsage.none(clock.millis()) : held.at(clock.millis(), window);
    }

    private static Key keyOf(LimitCheck check) {
        return new Key(check.policy().name(), check.key());
    }

    void forget(String policy, LimitKey key) {
        keys.invalidate(new Key(policy, key));
    }

    long size() {
        return keys.estimatedSize();
    }
}
