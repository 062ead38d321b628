package io.footfall.platform.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Answers 404 on the public port for every path outside of {@link PublicPaths}, so that a library that serves files or
 * adds a route publishes nothing by itself. It checks the path that routing uses, in which dot segments and
 * percent-encoded characters are resolved.
 */
@Singleton
class PublicPathFilter {

    /** After the CORS filter, before authentication. */
    private static final int PRIORITY = 900;

    private static final int NOT_FOUND = 404;

    private final PublicPaths paths = new PublicPaths();

    void register(@Observes Filters filters, Event<PublicPaths> opened) {
        opened.fire(paths);
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext context) {
        if (paths.contains(context.normalizedPath())) {
            context.next();
        } else {
            Refusal.send(context, NOT_FOUND, "Not Found", "There is nothing at this path.");
        }
    }
}
