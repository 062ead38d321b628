package io.footfall.embedded;

import io.footfall.DevelopmentStores;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The set-up of a newcomer: Redis and Postgres with data in a folder that outlives a restart, tokens that anybody may
 * know, and therefore a service that listens on the loopback interface alone.
 */
public final class EmbeddedStores implements DevelopmentStores {

    private static final Map<String, String> DEVELOPMENT = Map.of(
            "ADMIN_TOKEN", "dev-admin-token",
            "SERVICE_TOKENS", "dev-service-token",
            "CRON_SECRET", "dev-cron-secret",
            "quarkus.http.host", "localhost",
            "quarkus.log.console.json.enabled", "false",
            "footfall.embedded.sample-catalog", "true");

    private static final List<String> KEYS_OF_READERS =
            List.of(ReaderTokens.PUBLIC_KEY, ReaderTokens.PUBLIC_KEY + ".location");

    @Override
    public void start() {
        Config config = ConfigProvider.getConfig();
        Path folder = Path.of(config.getOptionalValue("footfall.embedded.folder", String.class)
                .orElse(".footfall"));
        DEVELOPMENT.forEach((name, value) -> {
            if (isMissing(config, name)) {
                System.setProperty(name, value);
            }
        });
        if (isMissing(config, "REDIS_URL") && isMissing(config, "REDIS_HOST")) {
            EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"));
            Runtime.getRuntime().addShutdownHook(new Thread(redis::stop, "stop redis"));
            System.setProperty("REDIS_URL", redis.url());
        }
        if (isMissing(config, "DATABASE_URL")) {
            EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start(folder.resolve("postgres"));
            Runtime.getRuntime().addShutdownHook(new Thread(postgres::stop, "stop postgres"));
            System.setProperty("DATABASE_URL", postgres.url());
        }
        if (KEYS_OF_READERS.stream().allMatch(name -> isMissing(config, name))) {
            ReaderTokens.makeKeys();
        }
        System.setProperty("footfall.embedded.folder", folder.toAbsolutePath().toString());
    }

    private static boolean isMissing(Config config, String name) {
        return config.getOptionalValue(name, String.class)
                        .filter(value -> !value.isBlank())
                        .isEmpty()
                || name.startsWith("quarkus.") && System.getProperty(name) == null;
    }
}
