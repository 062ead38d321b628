package io.footfall.platform.web;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Drains client connections during the shutdown delay, in two phases. In the first phase the replica still answers
 * requests, and each response closes its connection. In the second phase it refuses new API requests with 503. The
 * second phase is needed because Quarkus closes all connections at the first moment without a request in flight, even
 * if another request is about to arrive. With it, every accepted request gets its response before connections are
 * closed.
 */
@Singleton
class ShutdownGate {

    private static final int BEFORE_OTHERS = 1_000;
    private static final int UNAVAILABLE = 503;
    private static final String API = "/api/";

    /** Length of the second phase. It is longer than the last accepted request may take. */
    private static final Duration REFUSING = Duration.ofMillis(500);

    private enum Phase {
        /** Normal operation. */
        SERVING,
        /** Requests are answered; each response closes its connection. */
        LEAVING,
        /** New API requests are refused with 503. */
        REFUSING
    }

    private final Vertx vertx;
    private final Duration delay;
    private volatile Phase phase = Phase.SERVING;

    ShutdownGate(Vertx vertx, @ConfigProperty(name = "quarkus.shutdown.delay", defaultValue = "0s") Duration delay) {
        this.vertx = vertx;
        this.delay = delay;
    }

    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        phase = Phase.LEAVING;
        long serving = Math.max(1, delay.minus(REFUSING).toMillis());
        vertx.setTimer(serving, over -> phase = Phase.REFUSING);
    }

    void register(@Observes Filters filters) {
        filters.register(this::answer, BEFORE_OTHERS);
    }

    private void answer(RoutingContext context) {
        if (phase != Phase.SERVING) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (phase == Phase.REFUSING && context.request().path().startsWith(API)) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
            Refusal.send(context, UNAVAILABLE, "Service Unavailable", "This replica is ending; try again.");
        } else {
            context.next();
        }
    }
}
