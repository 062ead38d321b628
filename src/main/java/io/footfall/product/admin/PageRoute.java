package io.footfall.product.admin;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Serves the operator's page. The page is a file in a folder; the route matches its address with and without the
 * trailing slash. The page's libraries come from WebJars and are served below that address.
 */
@Singleton
class PageRoute {

    private static final String ADDRESS = "/admin";
    private static final String PAGE = "/admin/index.html";
    private static final String LIBRARIES = "/admin/webjars/*";
    /** The cache lifetime of libraries: a year, because their addresses contain their versions. */
    private static final String KEPT = "public, max-age=31536000, immutable";

    private static final String WEBJARS = "META-INF/resources/webjars";

    void register(@Observes Router router) {
        reads(router.route(ADDRESS)).handler(context -> context.reroute(PAGE));
        reads(router.route(LIBRARIES))
                .handler(PageRoute::keep)
                .handler(StaticHandler.create(WEBJARS).setCachingEnabled(false).setIncludeHidden(false));
    }

    /**
     * Sets the cache header of a library. Error responses are not cached: during a rolling update the file may exist on
     * a newer replica only.
     */
    private static void keep(RoutingContext context) {
        context.addHeadersEndHandler(ending -> context.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, context.response().getStatusCode() < 300 ? KEPT : "no-store"));
        context.next();
    }

    private static Route reads(Route route) {
        return route.method(HttpMethod.GET).method(HttpMethod.HEAD);
    }
}
