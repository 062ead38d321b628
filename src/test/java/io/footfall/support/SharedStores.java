package io.footfall.support;

import io.footfall.embedded.EmbeddedPostgresServer;
import io.footfall.embedded.EmbeddedRedis;
import java.util.Map;
import java.util.Optional;

/** Real Redis and Postgres, started once for all tests of a JVM, or those that the environment variables name. */
public final class SharedStores {

    /**
     * The name of a resource lock, for test classes that use these stores while others with separate stores run in
     * parallel.
     */
    public static final String OF_SUITE = "stores of the suite";

    private static final String REDIS =
            Optional.ofNullable(System.getenv("REDIS_URL")).orElseGet(SharedStores::startRedis);
    private static final String POSTGRES =
            Optional.ofNullable(System.getenv("DATABASE_URL")).orElseGet(SharedStores::startPostgres);

    private SharedStores() {}

    public static String redis() {
        return REDIS;
    }

    public static String postgres() {
        return POSTGRES;
    }

    /** The settings for a service that uses both stores. */
    public static Map<String, String> settings() {
        return Map.of(
                "REDIS_URL", REDIS,
                "REDIS_CLUSTER", String.valueOf(RedisProcess.isClusterByDefault()),
                "DATABASE_URL", POSTGRES);
    }

    private static String startRedis() {
        if (RedisProcess.isClusterByDefault()) {
            RedisProcess cluster = RedisProcess.withoutMemory().start();
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
            return cluster.url();
        }
        EmbeddedRedis redis = EmbeddedRedis.start();
        Runtime.getRuntime().addShutdownHook(new Thread(redis::stop));
        return redis.url();
    }

    private static String startPostgres() {
        EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start();
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::stop));
        return postgres.url();
    }
}
