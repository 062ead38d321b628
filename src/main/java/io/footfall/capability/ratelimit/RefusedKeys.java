package io.footfall.capability.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keys that Redis said are over their limit. Until they no longer are, this replica refuses their hits by itself: what was
 * counted can only have grown since, but for the passing of time. Bounded; what drops out is asked of Redis again.
 */
final class RefusedKeys {

    private record Key(String policy, LimitKey key) {}

    private record Held(WindowUsage usage, long askedNanos, long forMillis) {

        /** Time passes by this replica's clock, from the moment that was read on the other one. */
        WindowUsage now(long windowMillis) {
            long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedNanos);
            return usage.at(usage.atMillis() + passed, windowMillis);
        }
    }

    /**
     * When Redis was asked. What it answers is as old as that, and of no use if anything was forgotten since.
     *
     * @param nanos before the call was sent
     * @param forgotten how often something had been forgotten
     */
    record Moment(long nanos, long forgotten) {}

    private final Cache<Key, Held> keys;
    private final AtomicLong forgotten = new AtomicLong();

    RefusedKeys(long most) {
        keys = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfter(Expiry.<Key, Held>writing((key, held) -> Duration.ofMillis(held.forMillis())))
                .build();
    }

    /** What becomes of a hit; empty where Redis has to be asked. */
    Optional<Quota.Outcome> refusal(LimitCheck check) {
        Held held = keys.getIfPresent(new Key(check.policy().name(), check.key()));
        if (held == null) {
            return Optional.empty();
        }
        WindowUsage now = held.now(check.policy().windowMillis());
        return check.quota().isExhausted(now)
                ? Optional.of(check.quota().decide(now, 1, check.cost(), Decision.Source.MEMORY))
                : Optional.empty();
    }

    Moment now() {
        return new Moment(System.nanoTime(), forgotten.get());
    }

    void learn(LimitCheck check, WindowUsage usage, Moment asked) {
        if (check.quota().isExhausted(usage) && asked.forgotten() == forgotten.get()) {
            long millis = check.quota().exhaustedForMillis(usage);
            Key key = new Key(check.policy().name(), check.key());
            keys.put(key, new Held(usage, asked.nanos(), millis));
            if (asked.forgotten() != forgotten.get()) {
                keys.invalidate(key);
            }
        }
    }

    void forget(String policy, LimitKey key) {
        forgotten.incrementAndGet();
        keys.invalidate(new Key(policy, key));
    }

    void clear() {
        forgotten.incrementAndGet();
        keys.invalidateAll();
    }

    long size() {
        return keys.estimatedSize();
    }
}
