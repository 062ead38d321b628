package io.footfall.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.store.RecoveredFailure;
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

/** Who watches on this replica. Figures are put together once for all of them, and only while there are any. */
@Singleton
class Watchers {

    private final Vertx vertx;
    private final Sampler sampler;
    private final Survey survey;
    private final FiguresNow figures;
    private final ObjectMapper mapper;
    private final WatchSettings settings;
    private final Clock clock;
    private final Set<Watcher> watching = ConcurrentHashMap.newKeySet();
    private boolean closed;

    Watchers(
            Vertx vertx,
            Sampler sampler,
            Survey survey,
            FiguresNow figures,
            ObjectMapper mapper,
            WatchSettings settings,
            Clock clock) {
        this.vertx = vertx;
        this.sampler = sampler;
        this.survey = survey;
        this.figures = figures;
        this.mapper = mapper;
        this.settings = settings;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        sampler.afterEach(this::tell);
    }

    /** Whoever watches here comes again elsewhere. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        synchronized (this) {
            closed = true;
        }
        watching.forEach(Watcher::end);
    }

    /**
     * Lets somebody watch.
     *
     * @return who watches; fails with {@link TooManyWatchersException} where this replica has as many as it may
     */
    Uni<Watcher> open() {
        return survey.recent()
                .map(seen -> event("figures", figures.with(seen)) + event("course", sampler.course()))
                .map(first -> add(new Watcher(vertx.getOrCreateContext(), clock.instant(), first, watching::remove)));
    }

    private synchronized Watcher add(Watcher watcher) {
        if (closed || watching.size() >= settings.watchers()) {
            throw new TooManyWatchersException();
        }
        watching.add(watcher);
        return watcher;
    }

    /** What was seen of the stores may be of a moment ago: nobody waits for a look. */
    private void tell() {
        if (watching.isEmpty()) {
            return;
        }
        RecoveredFailure.PROBE_STORES.attempt(survey.recent());
        survey.latest().ifPresent(seen -> {
            String events = event("figures", figures.with(seen));
            Instant now = clock.instant();
            watching.forEach(watcher -> watcher.hear(events, now, now.minus(settings.slowestWatcher())));
        });
    }

    /** JSON has no line breaks of its own. */
    private String event(String name, Object data) {
        try {
            return "event: " + name + "\ndata: " + mapper.writeValueAsString(data) + "\n\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
