package io.footfall.embedded;

import io.footfall.platform.web.PublicPaths;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Opens the pages of the development build on the public port: its own, and Swagger UI with the description that it reads. From there Swagger UI
 * calls operations of its own origin, so that trying them out needs no CORS.
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

    /** Comes after the router of the public port, before any request. */
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
