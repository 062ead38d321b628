package io.footfall.platform.web;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Leaves requests of the management port out of HTTP metrics: probes and Prometheus would be most of what a quiet replica answers, and one
 * that is not ready would count as one that fails.
 */
@Singleton
class ManagementRequests {

    /**
     * Metrics ignore it ({@code quarkus.micrometer.binder.http-server.ignore-patterns}). No request line has a path with a blank, so that no
     * request of the public port can go unmeasured by calling itself this.
     */
    private static final String IGNORED = "/management port";

    void register(@Observes ManagementInterface management) {
        management.router().route().order(Integer.MIN_VALUE).handler(context -> {
            ((HttpServerRequestInternal) context.request()).context().putLocal(RequestLabels.TEMPLATE, IGNORED);
            context.next();
        });
    }
}
