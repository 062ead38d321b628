package io.footfall.platform.redis;

import io.quarkus.proxy.ProxyConfigurationRegistry;
import io.quarkus.redis.runtime.client.VertxRedisClientFactory;
import io.quarkus.redis.runtime.client.config.RedisConfig;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.impl.PooledRedisConnection;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Makes clients of Redis by the configuration of Quarkus, and keeps the one in use. After an outage a new one takes its
 * place: the old one's pool may be full of connections that will never be answered.
 */
@Singleton
public class RedisClients {

    private static final String ADDRESS = "quarkus.redis.hosts";

    private final Supplier<Redis> maker;
    private final boolean configured;
    private volatile Redis current;
    private volatile boolean ended;

    @Inject
    RedisClients(Vertx vertx, TlsConfigurationRegistry tls, ProxyConfigurationRegistry proxies) {
        this(
                () -> VertxRedisClientFactory.create(
                        RedisConfig.DEFAULT_CLIENT_NAME,
                        vertx,
                        ConfigProvider.getConfig()
                                .unwrap(SmallRyeConfig.class)
                                .getConfigMapping(RedisConfig.class)
                                .clients()
                                .get(RedisConfig.DEFAULT_CLIENT_NAME),
                        tls,
                        proxies),
                ConfigProvider.getConfig()
                        .getOptionalValue(ADDRESS, String.class)
                        .isPresent());
    }

    /**
     * Clients that are made in some other way.
     *
     * @param maker makes one that nobody else uses
     */
    public RedisClients(Supplier<Redis> maker) {
        this(maker, true);
    }

    RedisClients(Supplier<Redis> maker, boolean configured) {
        this.maker = maker;
        this.configured = configured;
    }

    /** Whether there is an address; without one nothing is ever asked. */
    boolean isConfigured() {
        return configured;
    }

    /** The client in use; connects with its first call. */
    synchronized Redis current() {
        if (current == null) {
            current = fresh();
        }
        return current;
    }

    /** A client that nobody else uses, which the caller closes. */
    Redis fresh() {
        return ended ? new EndedRedis() : maker.get();
    }

    /** Makes no clients any more: the service ends, and what makes them with it. */
    public void end() {
        ended = true;
    }

    /** Whether connections break because the service ends. */
    boolean isEnded() {
        return ended;
    }

    synchronized void renew() {
        close();
    }

    /** Ends all connections of the client in use; the next call makes a new one. */
    public synchronized void close() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    /** Ends a connection that is not to go back into the pool: its answers are overdue. */
    static void discard(RedisConnection connection) {
        if (connection instanceof PooledRedisConnection pooled) {
            pooled.actual().forceClose();
        } else {
            connection.close();
        }
    }
}
