package io.footfall.capability.ratelimit;

import io.footfall.platform.redis.PipelinedCalls;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisClients;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.redis.RedisSettings;
import io.footfall.platform.redis.RedisSubscription;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Clock;

/** A rate limiter without policies, for replicas that tests wire manually. */
public final class UnusedLimiter {

    private static final RateLimitSettings SETTINGS = new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(RateLimitSettings.class)
            .build()
            .getConfigMapping(RateLimitSettings.class);

    private UnusedLimiter() {}

    public static RateLimiter on(
            Vertx vertx,
            RedisCalls redis,
            RedisClients clients,
            RedisGateway gateway,
            RedisSettings redisSettings,
            RedisSubscription subscription,
            Clock clock) {
        return new RateLimiter(
                vertx,
                redis,
                new PipelinedCalls(vertx, clients, gateway, redisSettings),
                gateway,
                redisSettings,
                SETTINGS,
                new RateLimiter.Keys(null, null, new Overrides(null, clock)),
                new LocalDecisions(SETTINGS, new Policies(SETTINGS), new SimpleMeterRegistry(), clock),
                subscription);
    }
}
