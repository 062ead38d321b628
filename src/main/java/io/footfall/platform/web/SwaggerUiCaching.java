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
 * Sets caching headers for the files of Swagger UI: clients cache a file for five minutes and then revalidate it by its
 * entity tag. The file URLs contain no version, and Quarkus would let clients cache the files for a day without
 * revalidation.
 */
@Singleton
class SwaggerUiCaching {

    private static final String ADDRESS = "/q/swagger-ui/";
    private static final int BEFORE_QUARKUS = -1;
    private static final String KEPT = "public, max-age=300";

    /** Folder in which Quarkus packages the files. In development mode they are elsewhere and have no entity tags. */
    private static final String FOLDER =
            "META-INF/io.smallrye_smallrye-open-api-ui__jar/META-INF/resources/openapi-ui/";

    /** Entity tags by file name. Only existing files have an entry. */
    private final Map<String, String> tags = new ConcurrentHashMap<>();

    void register(@Observes ManagementInterface management) {
        register(management.router());
    }

    /** Registers the handler on a router. In development mode the files are available on the public port too. */
    void register(@Observes Router router) {
        // A blocking handler, because the first request for a file reads the file, which must not block the event loop.
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
