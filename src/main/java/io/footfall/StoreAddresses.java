package io.footfall;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * A configuration source that maps {@code REDIS_URL} (or {@code REDIS_HOST}, ...), {@code DATABASE_URL} and
 * {@code DATABASE_READ_URL} to the settings of the Redis client, the reactive Postgres client and the JDBC driver.
 */
public final class StoreAddresses implements ConfigSourceFactory {

    /** Above application.properties (250), below the environment (300). */
    private static final int ORDINAL = 260;

    /**
     * JDBC parameters for migrations: statement timeout 10 minutes, because migrations take longer than requests; lock
     * timeout 10 seconds, because other statements queue up behind a migration that waits for a lock.
     */
    private static final Map<String, String> JDBC = Map.of(
            "ApplicationName",
            "footfall-migrations",
            "options",
            "-c%20statement_timeout%3D600000%20-c%20lock_timeout%3D10000");

    /**
     * JDBC parameters behind a connection pooler such as PgBouncer. It does not support startup options, and does not
     * know statements that were prepared on another server connection.
     */
    private static final Map<String, String> POOLED_JDBC =
            Map.of("ApplicationName", "footfall-migrations", "prepareThreshold", "0");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> settings = new HashMap<>();
        redis(context).ifPresent(url -> settings.put("quarkus.redis.hosts", url));
        settings.put("quarkus.redis.tls.hostname-verification-algorithm", "HTTPS");
        value(context, "REDIS_CLUSTER")
                .filter("true"::equals)
                .ifPresent(cluster -> settings.put("quarkus.redis.client-type", "cluster"));
        value(context, "REDIS_SENTINEL_MASTER").ifPresent(master -> {
            settings.put("quarkus.redis.client-type", "sentinel");
            settings.put("quarkus.redis.master-name", master);
        });
        value(context, "REDIS_TLS_CA").ifPresent(file -> {
            settings.put("quarkus.redis.tls.trust-certificate-pem", "true");
            settings.put("quarkus.redis.tls.trust-certificate-pem.certs", file);
        });
        address(context, "DATABASE_URL").ifPresent(address -> database(context, address, settings));
        address(context, "DATABASE_READ_URL").ifPresent(address -> databaseToRead(address, settings));
        settings.replaceAll((name, value) -> LiteralEnvironment.literal(value));
        return List.of(new PropertiesConfigSource(settings, "store addresses", ORDINAL));
    }

    /**
     * Returns the address of Redis.
     *
     * @return {@code REDIS_URL}, which may contain several addresses separated by commas, or an address made of
     *     {@code REDIS_HOST}, {@code REDIS_PORT}, {@code REDIS_PASSWORD} and {@code REDIS_TLS}; empty if neither is set
     */
    private static Optional<String> redis(ConfigSourceContext context) {
        return value(context, "REDIS_URL").or(() -> value(context, "REDIS_HOST").map(host -> {
            String scheme = value(context, "REDIS_TLS").filter("true"::equals).isPresent() ? "rediss" : "redis";
            String password = secret(context, "REDIS_PASSWORD")
                    .map(text -> ":" + encoded(text) + "@")
                    .orElse("");
            return scheme + "://" + password + host + ":"
                    + value(context, "REDIS_PORT").orElse("6379");
        }));
    }

    /** Percent-encodes a password. A blank becomes %20, because a plus sign is not decoded as a blank in an address. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static void database(ConfigSourceContext context, DatabaseAddress address, Map<String, String> settings) {
        boolean pooled =
                value(context, "DATABASE_POOLER").filter("true"::equals).isPresent();
        settings.put("quarkus.datasource.jdbc.url", address.jdbc(pooled ? POOLED_JDBC : JDBC));
        settings.put("quarkus.datasource.reactive.url", address.reactive());
        value(context, "DATABASE_USERNAME")
                .or(address::user)
                .ifPresent(name -> settings.put("quarkus.datasource.username", name));
        secret(context, "DATABASE_PASSWORD")
                .or(address::password)
                .ifPresent(password -> settings.put("quarkus.datasource.password", password));
        trust(address.tls(), settings);
    }

    private static void trust(DatabaseTls tls, Map<String, String> settings) {
        tls.rootCertificates().ifPresent(file -> {
            settings.put("quarkus.datasource.reactive.trust-certificate-pem", "true");
            settings.put("quarkus.datasource.reactive.trust-certificate-pem.certs", file);
        });
        settings.put("quarkus.datasource.reactive.trust-all", String.valueOf(!tls.verifies()));
        settings.put(
                "quarkus.datasource.reactive.hostname-verification-algorithm", tls.verifiesName() ? "HTTPS" : "NONE");
        settings.put("footfall.postgres.system-trust", String.valueOf(tls.trustsSystem()));
    }

    private static void databaseToRead(DatabaseAddress address, Map<String, String> settings) {
        settings.put("footfall.postgres.read-url", address.place());
        address.user().ifPresent(name -> settings.put("footfall.postgres.read-username", name));
        address.password().ifPresent(password -> settings.put("footfall.postgres.read-password", password));
    }

    /** Parses an address. An invalid one is skipped here; {@link Preflight} runs later and reports it. */
    private static Optional<DatabaseAddress> address(ConfigSourceContext context, String name) {
        return value(context, name).flatMap(url -> {
            try {
                DatabaseAddress address = DatabaseAddress.of(url);
                address.tls();
                return Optional.of(address);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    private static Optional<String> value(ConfigSourceContext context, String name) {
        return secret(context, name).map(String::trim).filter(value -> !value.isEmpty());
    }

    /** The raw value of a setting: expressions are not expanded, and blanks are kept. */
    private static Optional<String> secret(ConfigSourceContext context, String name) {
        return Optional.ofNullable(context.getValue(name))
                .map(ConfigValue::getRawValue)
                .filter(value -> !value.isEmpty());
    }
}
