package io.footfall.support;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/**
 * A service whose limits tests can reach: few admin watchers and notification streams, short timeouts of slow clients,
 * short job queues. It also has the features that only a setting switches on: an open catalog, CORS, {@code Forwarded}.
 * It is one profile, because the service is built and started again for each profile.
 */
public final class LowLimitsProfile implements QuarkusTestProfile {

    /** The maximum number of jobs of a queue. */
    public static final int JOBS = 150;

    /** The origin that CORS allows. */
    public static final String ORIGIN = "https://platform.example";

    private static final int SMALL_BUFFER = 4 * 1_024;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("footfall.admin.each", "250ms"),
                Map.entry("footfall.admin.watchers", "3"),
                Map.entry("footfall.admin.slowest-watcher", "1s"),
                Map.entry("footfall.jobs.jobs-per-queue", String.valueOf(JOBS)),
                // A waiting claim must be woken up by a notification: it does not poll within a test.
                Map.entry("footfall.jobs.look-again", "1h"),
                Map.entry("footfall.notifications.heartbeat", "200ms"),
                Map.entry("footfall.notifications.slowest-client", "1s"),
                Map.entry("footfall.notifications.streams-per-user", "3"),
                Map.entry("footfall.notifications.streams-per-replica", "40"),
                Map.entry("footfall.rate-limits.policies.notification.limit", "100000"),
                Map.entry("footfall.identity.forwarded-header", "forwarded"),
                Map.entry("footfall.cors.origins", ORIGIN),
                Map.entry("CATALOG_MODE", "open"));
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(SmallBuffers.class);
    }

    /**
     * A small send buffer. With the default one, the operating system buffers so much for a client that does not read
     * that it takes minutes to fill.
     */
    @Alternative
    @Singleton
    public static final class SmallBuffers implements HttpServerOptionsCustomizer {

        @Override
        public void customizeHttpServer(HttpServerOptions options) {
            options.setSendBufferSize(SMALL_BUFFER);
        }
    }
}
