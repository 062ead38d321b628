package io.footfall.embedded;

import io.footfall.web.PublicPaths;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Shows Swagger UI, and the description that it reads, on the public port as well. From there it calls operations of its own origin, so that
 * trying them out needs no CORS.
 */
@Singleton
class PublicSwaggerUi {

    private static final List<String> PATHS = List.of("/q/swagger-ui", "/q/openapi");

    private Router management;

    void open(@Observes PublicPaths paths) {
        PATHS.forEach(paths::add);
    }

    /** Comes after the router of the public port, before any request. */
    void keep(@Observes ManagementInterface opened) {
        management = opened.router();
    }

    void register(@Observes Router router) {
        router.route().handler(this::handle);
    }

    private void handle(RoutingContext request) {
        if (PATHS.stream().anyMatch(request.normalizedPath()::startsWith)) {
            management.handleContext(request);
        } else {
            request.next();
        }
    }
}
