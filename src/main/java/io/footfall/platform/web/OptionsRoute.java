package io.footfall.platform.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Answers {@code OPTIONS} with the methods that a path accepts. JAX-RS would return the methods of all paths of the
 * same resource class.
 */
@Singleton
class OptionsRoute {

    private static final int BEFORE_RESOURCES = 1;
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final String API = "/api/";

    private final ApiRoutes routes;

    OptionsRoute(ApiRoutes routes) {
        this.routes = routes;
    }

    void register(@Observes Router router) {
        router.route().method(HttpMethod.OPTIONS).order(BEFORE_RESOURCES).handler(this::answer);
    }

    private void answer(RoutingContext request) {
        String path = request.normalizedPath();
        Set<String> methods = routes.methodsOf(path);
        if (methods.isEmpty() && !path.startsWith(API)) {
            request.next();
        } else if (methods.isEmpty()) {
            Refusal.send(request, NOT_FOUND, "Not Found", "There is nothing at this path.");
        } else {
            request.response()
                    .setStatusCode(NO_CONTENT)
                    .putHeader(HttpHeaders.ALLOW, String.join(", ", methods))
                    .end();
        }
    }
}
