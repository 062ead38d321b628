package io.footfall.capability.cache;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.platform.redis.PipelinedCalls;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.redis.RedisSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The dependencies that all caches of a replica share.
 *
 * @param replica id of this replica, used as the origin of its invalidation messages
 * @param randomness returns random numbers in (0, 1]
 */
record CacheEnvironment(
        Vertx vertx,
        LoadContext loads,
        RedisCalls redis,
        PipelinedCalls pipelined,
        RedisGateway gateway,
        RedisSettings redisSettings,
        ObjectMapper mapper,
        MeterRegistry metrics,
        Clock clock,
        String replica,
        DoubleSupplier randomness) {

    long millis() {
        return clock.millis();
    }

    double random() {
        return randomness.getAsDouble();
    }

    Uni<Void> pause(Duration duration) {
        return Uni.createFrom().emitter(emitter -> vertx.setTimer(duration.toMillis(), over -> emitter.complete(null)));
    }
}
