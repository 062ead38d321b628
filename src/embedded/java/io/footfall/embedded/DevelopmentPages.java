package io.footfall.embedded;

import io.footfall.platform.web.PublicPaths;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Serves the pages of the development build on the public port: its own pages, Swagger UI, and the OpenAPI document
 * that Swagger UI reads. Requests of Swagger UI to the API are then of the same origin and need no CORS.
 */
@Singleton
class DevelopmentPages {

    private static final List<String> OWN = List.of("/", "/dev");
    private static final List<String> SWAGGER_UI = List.of("/q/swagger-ui", "/q/openapi");

    private Router management;

    void open(@Observes PublicPaths paths) {
        OWN.forEach(paths::add);
        SWAGGER_UI.forEach(paths::add);
    }

    /** Keeps the router of the management port. It exists after the public router, but before the first request. */
    void keep(@Observes ManagementInterface opened) {
        management = opened.router();
    }

    void register(@Observes Router router) {
        router.route().handler(this::handle);
    }

    private void handle(RoutingContext request) {
        if (SWAGGER_UI.stream().anyMatch(request.normalizedPath()::startsWith)) {
            management.handleContext(request);
        } else {
            request.next();
        }
    }
}
