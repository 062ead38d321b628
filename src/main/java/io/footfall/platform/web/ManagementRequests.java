package io.footfall.platform.web;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Excludes requests of the management port from HTTP metrics. Otherwise probes and Prometheus scrapes would be most of
 * the requests of an idle replica, and a replica that is not ready would count as one that fails.
 */
@Singleton
class ManagementRequests {

    /**
     * Path template that metrics ignore ({@code quarkus.micrometer.binder.http-server.ignore-patterns}). It contains a
     * space, which the path of an HTTP request cannot contain. Therefore no request of the public port can avoid
     * metrics by using this path.
     */
    private static final String IGNORED = "/management port";

    void register(@Observes ManagementInterface management) {
        management.router().route().order(Integer.MIN_VALUE).handler(context -> {
            ((HttpServerRequestInternal) context.request()).context().putLocal(RequestLabels.TEMPLATE, IGNORED);
            context.next();
        });
    }
}
