package io.footfall.embedded;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Inserts a sample catalog and prints the addresses of the pages. */
@ApplicationScoped
class Welcome {

    private static final String SAMPLE_STORIES = """
            insert into stories (id, title, author_id, tags, published_at) values
              ('s1', 'The lighthouse keeper', 'ada',   '{sea,night}', now() - interval '3 days'),
              ('s2', 'Salt',                  'ada',   '{sea}',       now() - interval '2 days'),
              ('s3', 'A map of small hours',  'grace', '{city,night}', now() - interval '1 day')
            on conflict (id) do nothing
            """;

    private static final String SAMPLE_CHAPTERS = """
            insert into chapters (id, story_id, home, title, position) values
              ('c1', 's1', 's1', 'Arrival', 1),
              ('c2', 's1', 's1', 'The lamp', 2),
              ('c3', 's3', 's3', 'Three in the morning', 1)
            on conflict (id) do nothing
            """;

    private static final Duration AGAIN_AFTER = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Pool postgres;
    private final boolean sampleCatalog;
    private final Config config;

    Welcome(
            Pool postgres,
            @ConfigProperty(name = "footfall.embedded.sample-catalog", defaultValue = "false") boolean sampleCatalog,
            Config config) {
        this.postgres = postgres;
        this.sampleCatalog = sampleCatalog;
        this.config = config;
    }

    void fill(@Observes StartupEvent event) {
        if (sampleCatalog) {
            postgres.query(SAMPLE_STORIES)
                    .execute()
                    .chain(() -> postgres.query(SAMPLE_CHAPTERS).execute())
                    // If Postgres is slow at first, its connections may be closed and replaced during these statements.
                    .onFailure()
                    .retry()
                    .withBackOff(AGAIN_AFTER)
                    .expireIn(PATIENCE.toMillis())
                    .await()
                    .atMost(PATIENCE.multipliedBy(2));
        }
    }

    /** Prints the text when the service accepts requests. */
    void show(@ObservesAsync HttpServerStart event) {
        if (sampleCatalog) {
            System.out.print(text(event.options().getPort()));
        }
    }

    private String text(int port) {
        return """

                Footfall answers, on this machine alone. Ctrl+C stops it.

                  start here     http://localhost:%1$d/
                  API            http://localhost:%1$d/q/swagger-ui/
                  operators      http://localhost:%1$d/admin
                  notifications  http://localhost:%1$d/dev/notifications/
                  management     http://localhost:%2$d/q/health, /q/metrics
                  tokens         backend %3$s, operator %4$s, sync %5$s
                  data           %6$s

                In another terminal:

                  curl -X POST localhost:%1$d/api/stories/s1/view
                  curl localhost:%1$d/api/stories/s1/views
                  curl 'localhost:%1$d/api/trending?window=1h'

                """.formatted(
                        port,
                        config.getValue("quarkus.management.port", Integer.class),
                        token("SERVICE_TOKENS", DevelopmentTokens.SERVICE),
                        token("ADMIN_TOKEN", DevelopmentTokens.OPERATOR),
                        token("CRON_SECRET", DevelopmentTokens.CRON),
                        config.getOptionalValue("footfall.embedded.folder", String.class)
                                .orElse("in the stores that REDIS_URL and DATABASE_URL name"));
    }

    private String token(String setting, String known) {
        return DevelopmentTokens.shown(config.getValue(setting, String.class), setting, known);
    }
}
