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
 * Takes leave of clients while the service is about to end. First it still answers, and each answer ends its connection; then
 * it refuses what comes, so that everything that was accepted is answered before connections are closed: Quarkus closes
 * them in the first moment in which no request is in flight, whatever comes in the next.
 */
@Singleton
class ShutdownGate {

    private static final int BEFORE_OTHERS = 1_000;
    private static final int UNAVAILABLE = 503;
    private static final String API = "/api/";

    /** Longer than what was accepted last may take. */
    private static final Duration REFUSING = Duration.ofMillis(500);

    private enum Phase {
        SERVING,
        LEAVING,
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
