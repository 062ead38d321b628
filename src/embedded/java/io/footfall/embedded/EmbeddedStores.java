package io.footfall.embedded;

import io.footfall.DevelopmentStores;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The development setup: Redis and Postgres with data in a folder that survives a restart, and publicly known tokens.
 * Because of these tokens, the service listens on the loopback interface only.
 */
public final class EmbeddedStores implements DevelopmentStores {

    private static final Map<String, String> DEVELOPMENT = Map.of(
            "ADMIN_TOKEN", DevelopmentTokens.OPERATOR,
            "SERVICE_TOKENS", DevelopmentTokens.SERVICE,
            "CRON_SECRET", DevelopmentTokens.CRON,
            "quarkus.http.host", "localhost",
            "quarkus.log.console.json.enabled", "false",
            // Hides the list of extensions and a profile called prod. Welcome prints what a developer needs.
            "quarkus.log.category.\"io.quarkus\".level", "WARN",
            "quarkus.log.category.\"io.footfall.capability.cache.Warming\".level", "WARN",
            // At startup on a busy machine, class loading can block an event loop for long. Each time would log a stack
            // trace.
            "quarkus.vertx.max-event-loop-execute-time", "10s",
            "footfall.embedded.sample-catalog", "true");

    private static final List<String> KEYS_OF_READERS =
            List.of(ReaderTokens.PUBLIC_KEY, ReaderTokens.PUBLIC_KEY + ".location");

    private static final String FOLDER = "footfall.embedded.folder";

    private final PrintStream console = System.out;
    private final List<Starting.Plan> plans = new ArrayList<>();

    @Override
    public Optional<String> prepare() {
        return problemOf(() -> {
            Config config = ConfigProvider.getConfig();
            DEVELOPMENT.forEach((name, value) -> {
                if (isMissing(config, name)) {
                    System.setProperty(name, value);
                }
            });
            if (KEYS_OF_READERS.stream().allMatch(name -> isMissing(config, name))) {
                ReaderTokens.makeKeys();
            }
            boolean redis = isMissing(config, "REDIS_URL") && isMissing(config, "REDIS_HOST");
            boolean postgres = isMissing(config, "DATABASE_URL");
            if (redis || postgres) {
                DataFolder folder = DataFolder.claim(
                        Path.of(config.getOptionalValue(FOLDER, String.class).orElse(".footfall")));
                System.setProperty(FOLDER, folder.path().toString());
                if (redis) {
                    planRedis(folder);
                }
                if (postgres) {
                    planPostgres(folder);
                }
            }
        });
    }

    private void planRedis(DataFolder folder) throws IOException {
        int port = EmbeddedRedis.freePort();
        System.setProperty(Store.REDIS.setting(), EmbeddedRedis.url(port));
        plans.add(new Starting.Plan(
                Store.REDIS, () -> EmbeddedRedis.start(folder.resolve("redis"), port), Optional::empty));
    }

    private void planPostgres(DataFolder folder) throws IOException {
        int port = EmbeddedRedis.freePort();
        System.setProperty(Store.POSTGRES.setting(), EmbeddedPostgresServer.url(port));
        PostgresLog log = new PostgresLog(folder.resolve("postgres.log"));
        plans.add(new Starting.Plan(
                Store.POSTGRES,
                () -> EmbeddedPostgresServer.start(folder.resolve("postgres"), log, port),
                log::refusal));
    }

    @Override
    public Optional<String> start() {
        plans.forEach(plan -> console.println("Starting " + plan.store().title()));
        List<Starting> starting = plans.stream().map(Starting::begin).toList();
        Optional<String> problem = problemOf(() -> starting.forEach(each -> each.await(console)));
        if (problem.isPresent()) {
            // A store that is still starting would outlive this process.
            ProcessHandle.current().children().forEach(ProcessHandle::destroy);
        } else {
            console.println("Starting Footfall");
        }
        return problem;
    }

    /** A step that can fail. */
    private interface Step {
        void run() throws IOException;
    }

    private static Optional<String> problemOf(Step step) {
        try {
            step.run();
            return Optional.empty();
        } catch (StartFailure e) {
            return Optional.of(e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            return Optional.of("The stores for development cannot start: " + e.getMessage()
                    + ". Set REDIS_URL and DATABASE_URL to addresses of servers that run already.");
        }
    }

    private static boolean isMissing(Config config, String name) {
        return config.getOptionalValue(name, String.class)
                        .filter(value -> !value.isBlank())
                        .isEmpty()
                || name.startsWith("quarkus.") && System.getProperty(name) == null;
    }
}
