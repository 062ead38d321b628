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
 * Creates Redis clients from the Quarkus configuration, and keeps the shared one. After an outage the shared client is
 * replaced, because its pool may be full of dead connections.
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
     * Creates clients with a factory of the caller.
     *
     * @param maker creates a new client with each call
     */
    public RedisClients(Supplier<Redis> maker) {
        this(maker, true);
    }

    RedisClients(Supplier<Redis> maker, boolean configured) {
        this.maker = maker;
        this.configured = configured;
    }

    /** Whether an address of Redis is configured; without one no call is ever sent. */
    boolean isConfigured() {
        return configured;
    }

    /** Returns the shared client, and creates it if there is none. It connects with its first call. */
    synchronized Redis current() {
        if (current == null) {
            current = fresh();
        }
        return current;
    }

    /** Creates a client that is not shared. The caller closes it. */
    Redis fresh() {
        return ended ? new EndedRedis() : maker.get();
    }

    /**
     * Stops creating clients, because the service and the client factory shut down. From then on {@link #fresh()}
     * returns a client that fails every call.
     */
    public void end() {
        ended = true;
    }

    /** Whether the service shuts down, so that broken connections are expected. */
    boolean isEnded() {
        return ended;
    }

    synchronized void renew() {
        close();
    }

    /** Closes all connections of the shared client; the next call creates a new client. */
    public synchronized void close() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    /** Closes a connection that must not return to the pool, because replies are still outstanding on it. */
    static void discard(RedisConnection connection) {
        if (connection instanceof PooledRedisConnection pooled) {
            pooled.actual().forceClose();
        } else {
            connection.close();
        }
    }
}
