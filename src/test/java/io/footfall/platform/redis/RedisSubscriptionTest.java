package io.footfall.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.RedisProbe;
import io.footfall.support.SharedStores;
import io.footfall.support.TcpProxy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscribes to a Redis with a latency of a few milliseconds. */
class RedisSubscriptionTest {

    private static final int MILLIS_AWAY = 3;

    private final Vertx vertx = Vertx.vertx();
    private final TcpProxy proxy = new TcpProxy(URI.create(SharedStores.redis()).getPort());
    private final RedisProbe others = RedisProbe.ofSuite();
    private RedisSubscription subscription;
    private volatile int heard;

    @BeforeEach
    void listen() {
        RedisSettings settings = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RedisSettings.class)
                .build()
                .getConfigMapping(RedisSettings.class);
        RedisClients clients = new RedisClients(() -> Redis.createClient(vertx, "redis://127.0.0.1:" + proxy.port()));
        RedisGateway gateway = new RedisGateway(vertx, clients, settings, Clock.systemUTC(), new SimpleMeterRegistry());
        subscription = new RedisSubscription(vertx, clients, new RedisCalls(gateway, settings));
        subscription.listen("ff:subscription-test", new RedisSubscription.Listener() {
            @Override
            public void heard(String message) {
                heard = Integer.parseInt(message);
            }

            @Override
            public void mayHaveMissed() {}
        });
        Awaitility.await().until(subscription::isListening);
    }

    @AfterEach
    void close() {
        subscription.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        proxy.close();
    }

    private CompletableFuture<Void> caughtUp() {
        return subscription.caughtUp().toCompletionStage().toCompletableFuture();
    }

    @Test
    void whoeverHasCaughtUpHasHeardAllThatWasPublishedBefore() {
        proxy.delay(MILLIS_AWAY);
        for (int i = 1; i <= 100; i++) {
            others.send(Command.PUBLISH, "ff:subscription-test", String.valueOf(i));

            assertThat(caughtUp()).succeedsWithin(1, TimeUnit.SECONDS);

            assertThat(heard).isEqualTo(i);
        }
    }

    /**
     * Also a call that begins while an echo message is in flight: that echo was published too early to count for the
     * call.
     */
    @Test
    void manyMayAskAtOnce() {
        proxy.delay(MILLIS_AWAY);
        for (int i = 1; i <= 100; i++) {
            CompletableFuture<Void> early = caughtUp();
            others.send(Command.PUBLISH, "ff:subscription-test", String.valueOf(i));
            CompletableFuture<Void> late = caughtUp();

            assertThat(late).succeedsWithin(1, TimeUnit.SECONDS);

            assertThat(heard).isEqualTo(i);
            assertThat(early).isCompleted();
        }
    }

    @Test
    void whereNothingIsHeardNobodyWaitsForLong() {
        proxy.begin(TcpProxy.Fault.BLACK_HOLE);

        assertThat(caughtUp()).failsWithin(1, TimeUnit.SECONDS);

        proxy.heal();
        Awaitility.await()
                .until(() ->
                        caughtUp().handle((done, failure) -> failure == null).join());
    }
}
