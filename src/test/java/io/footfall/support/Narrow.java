package io.footfall.support;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/**
 * A service of which tests reach the limits: few may watch or listen, none may be slow, queues are short; and what is
 * switched on by a setting alone: an open catalog, pages of another origin, {@code Forwarded}. One for all of them, because the
 * service is built and started once more for each profile.
 */
public final class Narrow implements QuarkusTestProfile {

    /** So many jobs a queue takes. */
    public static final int JOBS = 150;

    /** Whose pages may call. */
    public static final String ORIGIN = "https://platform.example";

    private static final int SMALL_BUFFER = 4 * 1_024;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("footfall.admin.each", "250ms"),
                Map.entry("footfall.admin.watchers", "3"),
                Map.entry("footfall.admin.slowest-watcher", "1s"),
                Map.entry("footfall.jobs.jobs-per-queue", String.valueOf(JOBS)),
                // Whoever waits for a job has to be told.
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

    /** The system would keep for a client what it takes minutes to send. */
    @Alternative
    @Singleton
    public static final class SmallBuffers implements HttpServerOptionsCustomizer {

        @Override
        public void customizeHttpServer(HttpServerOptions options) {
            options.setSendBufferSize(SMALL_BUFFER);
        }
    }
}
