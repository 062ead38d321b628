package io.footfall.platform.web;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has the files of Swagger UI kept for minutes and then asked for again by a tag: their addresses name no version, and Quarkus would have them
 * kept for a day without asking.
 */
@Singleton
class SwaggerUiCaching {

    private static final String ADDRESS = "/q/swagger-ui/";
    private static final int BEFORE_QUARKUS = -1;
    private static final String KEPT = "public, max-age=300";

    /** Where Quarkus packages them; in development they lie elsewhere, and have no tags. */
    private static final String FOLDER =
            "META-INF/io.smallrye_smallrye-open-api-ui__jar/META-INF/resources/openapi-ui/";

    /** By the names of files that are there. */
    private final Map<String, String> tags = new ConcurrentHashMap<>();

    void register(@Observes ManagementInterface management) {
        register(management.router());
    }

    /** In development they are on the public port too. */
    void register(@Observes Router router) {
        // The first request for a file reads it, which an event loop must not wait for.
        router.get(ADDRESS + "*").order(BEFORE_QUARKUS).blockingHandler(this::answer, false);
    }

    private void answer(RoutingContext context) {
        HttpServerResponse response = context.response();
        String tag =
                tags.computeIfAbsent(context.normalizedPath().substring(ADDRESS.length()), SwaggerUiCaching::tagOf);
        response.putHeader(HttpHeaders.CACHE_CONTROL, KEPT);
        if (tag != null) {
            response.putHeader(HttpHeaders.ETAG, tag);
        }
        if (tag != null && EntityTags.match(context.request().getHeader(HttpHeaders.IF_NONE_MATCH), tag)) {
            response.setStatusCode(304).end();
        } else {
            context.next();
        }
    }

    private static String tagOf(String name) {
        try (InputStream file = Thread.currentThread().getContextClassLoader().getResourceAsStream(FOLDER + name)) {
            return name.isEmpty() || file == null ? null : EntityTags.of(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
