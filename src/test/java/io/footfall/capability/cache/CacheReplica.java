package io.footfall.capability.cache;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.platform.redis.PipelinedCalls;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisClients;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.redis.RedisSettings;
import io.footfall.platform.redis.RedisSubscription;
import io.footfall.support.RedisProcess;
import io.footfall.support.TcpProxy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** The caches of one replica, wired manually, on a Redis that it reaches through its own proxy. */
final class CacheReplica implements AutoCloseable {

    private static final RedisSettings SETTINGS = new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withDefaultValue("footfall.redis.cluster", String.valueOf(RedisProcess.isClusterByDefault()))
            .withMapping(RedisSettings.class)
            .build()
            .getConfigMapping(RedisSettings.class);

    final TcpProxy toRedis;
    final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    final Caches caches;
    final RedisGateway gateway;
    private final RedisSubscription subscription;
    private final RedisClients clients;

    CacheReplica(RedisProcess server) {
        toRedis = server.proxy();
        clients = new RedisClients(() -> Redis.createClient(vertx, server.options(toRedis)));
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        gateway = new RedisGateway(vertx, clients, SETTINGS, Clock.systemUTC(), metrics);
        RedisCalls redis = new RedisCalls(gateway, SETTINGS);
        subscription = new RedisSubscription(vertx, clients, redis);
        caches = new Caches(
                vertx,
                redis,
                new PipelinedCalls(vertx, clients, gateway, SETTINGS),
                gateway,
                SETTINGS,
                subscription,
                new ObjectMapper(),
                metrics,
                Clock.systemUTC());
        untilListening();
    }

    void untilListening() {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(subscription::isListening);
    }

    /** Runs work on the replica's event loop, as a request would. */
    <T> CompletableFuture<T> onLoop(Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        vertx.runOnContext(unused -> work.get().whenComplete((item, failure) -> {
            if (failure == null) {
                result.complete(item);
            } else {
                result.completeExceptionally(failure);
            }
        }));
        return result;
    }

    /** Simulates a SIGKILL of the replica. */
    void die() {
        toRedis.begin(TcpProxy.Fault.CUT);
        close();
    }

    @Override
    public void close() {
        subscription.close();
        clients.close();
        vertx.close();
        toRedis.close();
    }
}
