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

/** The registry of the named caches. Creates them and applies the invalidations of other replicas to them. */
@Singleton
public final class Caches {

    private final Map<String, NamedCache<?>> byName = new ConcurrentSkipListMap<>();
    private final CacheEnvironment environment;

    /**
     * Creates an empty registry and subscribes to the invalidations of other replicas.
     *
     * @param vertx runs loads and timers
     * @param redis calls to write level 2
     * @param pipelined calls to read level 2
     * @param gateway whether Redis is configured and its circuit breaker is closed
     * @param redisSettings whether level 2 is enabled
     * @param subscription receives the invalidations of other replicas
     * @param mapper serializes and deserializes values
     * @param metrics where the caches register their metrics
     * @param clock the time that the age of entries is measured with
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

    /** Receives the invalidations of other replicas. Ignores its own messages, which are already applied. */
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
     * Creates and registers a cache.
     *
     * @param spec the declaration
     * @param <T> the type of the values
     * @return the cache
     * @throws IllegalStateException if a cache with the same name exists
     */
    public <T> NamedCache<T> create(CacheSpec<T> spec) {
        NamedCache<T> cache = new NamedCache<>(spec, environment);
        if (byName.putIfAbsent(spec.name(), cache) != null) {
            throw new IllegalStateException("two caches named " + spec.name());
        }
        return cache;
    }

    /**
     * Invalidates values of several caches on all replicas, in one round trip to Redis.
     *
     * @param outdated the values to invalidate, at most one element for each cache
     * @return completes when no read that begins on this replica afterwards returns an invalidated value; also
     *     completes if Redis is unavailable
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
