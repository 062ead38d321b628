package io.footfall.product.admin;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Samples the counters at a fixed interval, 1 second by default, also while no dashboard client is connected. Each
 * sample adds the increments of this replica to the shared counters of all replicas, and is kept for one minute.
 *
 * <p>Increments of a failed call are discarded: added later, they would appear as events of that later moment.
 */
@Singleton
class Sampler {

    /**
     * The window for current rates. It spans several samples because replicas add at different moments, and the number
     * of samples per second varies slightly.
     */
    private static final Duration RATE_OVER = Duration.ofSeconds(5);

    private static final Duration LATELY = Duration.ofMinutes(1);

    /**
     * The current rates.
     *
     * @param now the change within the last five seconds
     * @param lately the change within the last minute
     */
    record Reading(RateWindow now, RateWindow lately) {}

    private final Vertx vertx;
    private final LocalMeters own;
    private final ClusterCounters shared;
    private final DashboardSettings settings;
    private final Clock clock;
    private final String id = UUID.randomUUID().toString();
    private final Instant since;
    private final Samples samples = new Samples(LATELY);
    private final ViewRateHistory viewRateHistory = new ViewRateHistory();
    private final List<Runnable> afterEach = new CopyOnWriteArrayList<>();
    private Map<String, Long> added = Map.of();
    private boolean adding;
    private long timer = -1;

    Sampler(Vertx vertx, LocalMeters own, ClusterCounters shared, DashboardSettings settings, Clock clock) {
        this.settings = settings;
        this.vertx = vertx;
        this.own = own;
        this.shared = shared;
        this.clock = clock;
        this.since = clock.instant();
    }

    void start(@Observes StartupEvent event) {
        sample();
        timer = vertx.setPeriodic(settings.each().toMillis(), due -> sample());
    }

    @PreDestroy
    void stop() {
        vertx.cancelTimer(timer);
    }

    /** Registers an action that runs after each sample. */
    void afterEach(Runnable action) {
        afterEach.add(action);
    }

    synchronized Reading reading() {
        return new Reading(samples.last(RATE_OVER), samples.last(LATELY));
    }

    /** Returns the view rates of the last five minutes, oldest first. */
    synchronized List<ViewRateHistory.Point> course() {
        return viewRateHistory.points();
    }

    private void sample() {
        CounterSnapshot counted = new CounterSnapshot(id, since, own.counts());
        if (!begin()) {
            sampled(counted, Optional.empty());
            return;
        }
        shared.add(growth(counted.counts()))
                .onTermination()
                .invoke(this::end)
                .subscribe()
                .with(
                        platform -> sampled(counted, Optional.of(platform)),
                        failure -> sampled(counted, Optional.empty()));
    }

    private synchronized boolean begin() {
        boolean first = !adding;
        adding = true;
        return first;
    }

    private synchronized void end() {
        adding = false;
    }

    private synchronized Map<String, Long> growth(Map<String, Long> counts) {
        Map<String, Long> growth = new TreeMap<>();
        counts.forEach((figure, count) -> growth.put(figure, count - added.getOrDefault(figure, 0L)));
        added = counts;
        return growth;
    }

    private void sampled(CounterSnapshot counted, Optional<CounterSnapshot> platform) {
        synchronized (this) {
            samples.add(new Sample(System.nanoTime(), counted, platform));
            viewRateHistory.add(clock.instant(), samples.last(RATE_OVER));
        }
        afterEach.forEach(Runnable::run);
    }
}
