package io.footfall.product.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.platform.store.RecoveredFailure;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The dashboard clients that are connected to this replica. A snapshot is assembled once for all of them, and only
 * while at least one is connected.
 */
@Singleton
class DashboardClients {

    private final Vertx vertx;
    private final Sampler sampler;
    private final StoreProbe storeProbe;
    private final SnapshotAssembler figures;
    private final ObjectMapper mapper;
    private final DashboardSettings settings;
    private final Clock clock;
    private final Set<DashboardClient> watching = ConcurrentHashMap.newKeySet();
    private boolean closed;

    DashboardClients(
            Vertx vertx,
            Sampler sampler,
            StoreProbe storeProbe,
            SnapshotAssembler figures,
            ObjectMapper mapper,
            DashboardSettings settings,
            Clock clock) {
        this.vertx = vertx;
        this.sampler = sampler;
        this.storeProbe = storeProbe;
        this.figures = figures;
        this.mapper = mapper;
        this.settings = settings;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        sampler.afterEach(this::tell);
    }

    /** Ends all streams when the shutdown begins, so that the clients reconnect to another replica. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        synchronized (this) {
            closed = true;
        }
        watching.forEach(DashboardClient::end);
    }

    /**
     * Adds a dashboard client.
     *
     * @return the client; fails with {@link TooManyDashboardClientsException} where this replica has reached its limit
     *     or shuts down
     */
    Uni<DashboardClient> open() {
        return storeProbe
                .recent()
                .map(seen -> event("figures", figures.with(seen)) + event("course", sampler.course()))
                .map(first ->
                        add(new DashboardClient(vertx.getOrCreateContext(), clock.instant(), first, watching::remove)));
    }

    private synchronized DashboardClient add(DashboardClient client) {
        if (closed || watching.size() >= settings.watchers()) {
            throw new TooManyDashboardClientsException();
        }
        watching.add(client);
        return client;
    }

    /**
     * Publishes the latest snapshot to all clients. The state of the stores may be from the previous probe: publishing
     * does not wait for a new probe.
     */
    private void tell() {
        if (watching.isEmpty()) {
            return;
        }
        RecoveredFailure.PROBE_STORES.attempt(storeProbe.recent());
        storeProbe.latest().ifPresent(seen -> {
            String events = event("figures", figures.with(seen));
            Instant now = clock.instant();
            watching.forEach(client -> client.hear(events, now, now.minus(settings.slowestWatcher())));
        });
    }

    /** Formats a server-sent event. The JSON fits in one data line because the mapper writes no line breaks. */
    private String event(String name, Object data) {
        try {
            return "event: " + name + "\ndata: " + mapper.writeValueAsString(data) + "\n\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
