package io.footfall.admin;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The operator's page lies in a folder; people ask for it with and without the slash, and both match the route. */
@Singleton
class PageRoute {

    private static final String ADDRESS = "/admin";
    private static final String PAGE = "/admin/index.html";

    void register(@Observes Router router) {
        router.route(ADDRESS).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(context -> context.reroute(PAGE));
    }
}
