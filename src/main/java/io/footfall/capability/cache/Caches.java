package io.footfall.capability.cache;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.platform.redis.PipelinedCalls;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.RedisSettings;
import io.footfall.platform.redis.RedisSubscription;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;

/** Makes named caches, and passes on to them what other replicas say is no longer valid. */
@Singleton
public final class Caches {

    private final Map<String, NamedCache<?>> byName = new ConcurrentSkipListMap<>();
    private final CacheEnvironment environment;

    /**
     * No cache yet.
     *
     * @param vertx runs loads
     * @param redis level 2, to write
     * @param pipelined level 2, to read
     * @param gateway tells whether there is one
     * @param redisSettings whether it is switched on
     * @param subscription tells what others invalidate
     * @param mapper writes and reads values
     * @param metrics where caches are shown
     * @param clock how old entries are
     */
    public Caches(
            Vertx vertx,
            RedisCalls redis,
            PipelinedCalls pipelined,
            RedisGateway gateway,
            RedisSettings redisSettings,
            RedisSubscription subscription,
            ObjectMapper mapper,
            MeterRegistry metrics,
            Clock clock) {
        this.environment = new CacheEnvironment(
                vertx,
                new LoadContext(vertx),
                redis,
                pipelined,
                gateway,
                redisSettings,
                mapper,
                metrics,
                clock,
                UUID.randomUUID().toString(),
                () -> 1 - ThreadLocalRandom.current().nextDouble());
        subscription.listen(RedisKeys.CACHE_CHANNEL, new Ear());
    }

    /** What others say. */
    private final class Ear implements RedisSubscription.Listener {

        @Override
        public void heard(String message) {
            Invalidation.of(message)
                    .filter(invalidation -> !invalidation.origin().equals(environment.replica()))
                    .ifPresent(
                            invalidation -> named(invalidation.cache()).ifPresent(cache -> cache.apply(invalidation)));
        }

        @Override
        public void mayHaveMissed() {
            byName.values().forEach(NamedCache::afterGap);
        }
    }

    /**
     * Makes a cache.
     *
     * @param spec its declaration
     * @param <T> what it holds
     * @return the cache
     * @throws IllegalStateException where there is one of that name
     */
    public <T> NamedCache<T> create(CacheSpec<T> spec) {
        NamedCache<T> cache = new NamedCache<>(spec, environment);
        if (byName.putIfAbsent(spec.name(), cache) != null) {
            throw new IllegalStateException("two caches named " + spec.name());
        }
        return cache;
    }

    /**
     * Makes values of several caches invalid, on all replicas, in one round trip.
     *
     * @param outdated what is no longer valid, one of each cache
     * @return completes when nobody who begins to read on this replica gets any of it
     */
    public Uni<Void> invalidate(List<PendingInvalidation> outdated) {
        Map<Level2<?>, Invalidation> shared = new LinkedHashMap<>();
        outdated.forEach(one -> shared.put(one.cache().level2(), one.message()));
        return Level2.invalidate(shared, environment.redis())
                .invoke(() -> outdated.forEach(PendingInvalidation::apply));
    }

    Optional<NamedCache<?>> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Collection<NamedCache<?>> all() {
        return byName.values();
    }
}
