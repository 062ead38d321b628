package io.footfall.capability.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keys that Redis reported as over their limit. Until they no longer are, this replica denies their hits without a call
 * to Redis: the counters can only have grown since, apart from the passing of time. Bounded; hits of evicted keys go to
 * Redis again.
 */
final class RefusedKeys {

    private record Key(String policy, LimitKey key) {}

    private record Held(WindowUsage usage, long askedNanos, long forMillis) {

        /**
         * The counters at this moment: the time of Redis in the reply, plus the time that has passed on this replica
         * since the call was sent.
         */
        WindowUsage now(long windowMillis) {
            long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedNanos);
            return usage.at(usage.atMillis() + passed, windowMillis);
        }
    }

    /**
     * When a call to Redis began. Its reply is as old as that, and is discarded if any key was invalidated since.
     *
     * @param nanos when the call was sent, in nanoseconds of the monotonic clock
     * @param forgotten number of invalidations before that
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

    /** The denial of a hit; empty where the key is not known to be over its limit, so that Redis has to decide. */
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
