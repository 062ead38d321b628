package io.footfall.product.views.api;

import io.footfall.platform.web.EntityTags;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Serves {@code /footfall.js}. Its path contains no version, so that pages need not change. Clients cache it for five
 * minutes, and then revalidate it with an entity tag that is the same on all replicas of a version.
 */
@Singleton
class ScriptRoute {

    private static final String ADDRESS = "/footfall.js";

    /**
     * The order of this route, before the route for static files: that one would return the time at which the replica
     * unpacked the file.
     */
    private static final int BEFORE_OTHER_FILES = 1;

    private static final String FILE = "META-INF/resources/footfall.js";
    private static final String KEPT = "public, max-age=300";

    private final Buffer script;
    private final String tag;

    ScriptRoute() {
        byte[] content = read();
        this.script = Buffer.buffer(content);
        this.tag = EntityTags.of(content);
    }

    void register(@Observes Router router) {
        router.route(ADDRESS)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .order(BEFORE_OTHER_FILES)
                .handler(this::answer);
    }

    private static byte[] read() {
        try (InputStream file = Thread.currentThread().getContextClassLoader().getResourceAsStream(FILE)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        response.putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CACHE_CONTROL, KEPT)
                .putHeader("X-Content-Type-Options", "nosniff");
        if (EntityTags.match(request.getHeader(HttpHeaders.IF_NONE_MATCH), tag)) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/javascript;charset=UTF-8")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(script.length()));
        if (request.method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(script);
        }
    }
}
