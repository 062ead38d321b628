package io.footfall.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keys that Redis said are over their limit. Until they no longer are, this replica refuses their hits by itself: what was
 * counted can only have grown since, but for the passing of time. Bounded; what drops out is asked of Redis again.
 */
final class RefusedKeys {

    private record Key(String policy, LimitKey key) {}

    private record Held(Usage usage, long heardNanos, long forMillis) {

        /** Time passes by this replica's clock, from the moment that was read on the other one. */
        Usage now(long windowMillis) {
            long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardNanos);
            return usage.at(usage.atMillis() + passed, windowMillis);
        }
    }

    private final Cache<Key, Held> keys;

    RefusedKeys(long most) {
        keys = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfter(Expiry.<Key, Held>writing((key, held) -> Duration.ofMillis(held.forMillis())))
                .build();
    }

    /** What becomes of a hit; empty where Redis has to be asked. */
    Optional<Quota.Outcome> refusal(Hit hit) {
        Held held = keys.getIfPresent(new Key(hit.policy().name(), hit.key()));
        if (held == null) {
            return Optional.empty();
        }
        Usage now = held.now(hit.policy().windowMillis());
        return hit.quota().isExhausted(now)
                ? Optional.of(hit.quota().decide(now, 1, hit.cost(), Decision.Source.MEMORY))
                : Optional.empty();
    }

    void learn(Hit hit, Usage usage) {
        if (hit.quota().isExhausted(usage)) {
            long millis = hit.quota().exhaustedForMillis(usage);
            keys.put(new Key(hit.policy().name(), hit.key()), new Held(usage, System.nanoTime(), millis));
        }
    }

    void forget(String policy, LimitKey key) {
        keys.invalidate(new Key(policy, key));
    }

    void clear() {
        keys.invalidateAll();
    }

    long size() {
        return keys.estimatedSize();
    }
}
