package io.footfall.embedded;

import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Fills an empty catalog with a sample and says where to click. */
@ApplicationScoped
class Welcome {

    private static final Logger LOG = Logger.getLogger(Welcome.class);

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
    private final Optional<String> folder;
    private final int port;

    Welcome(
            Pool postgres,
            @ConfigProperty(name = "footfall.embedded.sample-catalog", defaultValue = "false") boolean sampleCatalog,
            @ConfigProperty(name = "footfall.embedded.folder") Optional<String> folder,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        this.postgres = postgres;
        this.sampleCatalog = sampleCatalog;
        this.folder = folder;
        this.port = port;
    }

    void start(@Observes StartupEvent event) {
        if (sampleCatalog) {
            postgres.query(SAMPLE_STORIES)
                    .execute()
                    .chain(() -> postgres.query(SAMPLE_CHAPTERS).execute())
                    // A Postgres that is slow at first may have its connections renewed in the middle.
                    .onFailure()
                    .retry()
                    .withBackOff(AGAIN_AFTER)
                    .expireIn(PATIENCE.toMillis())
                    .await()
                    .atMost(PATIENCE.multipliedBy(2));
            LOG.infof(
                    "Footfall for development: http://localhost:%1$d/q/swagger-ui/ | http://localhost:%1$d/admin"
                            + " | http://localhost:%1$d/dev/notifications/"
                            + " | data in %2$s | tokens dev-service-token, dev-admin-token, dev-cron-secret",
                    port, folder.orElse("no folder"));
        }
    }
}
