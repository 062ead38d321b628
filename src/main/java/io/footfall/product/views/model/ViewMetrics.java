package io.footfall.product.views.model;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Metrics of views and syncs. No label contains an item or a viewer. */
@Singleton
public final class ViewMetrics {

    private static final long UNKNOWN = -1;

    /** The buckets of sync durations, from an idle sync to a sync of a million items. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5)
    };

    private final Map<Source, Counter> first;
    private final Map<Source, Counter> duplicate;
    private final Map<Source, Counter> bot;
    private final Map<Source, Counter> prefetch;
    private final Counter synced;
    private final Counter orphaned;
    private final Timer syncs;
    private final Timer failedSyncs;
    private final AtomicLong buffered = new AtomicLong();
    private final AtomicLong lastSuccess = new AtomicLong();
    private final AtomicLong due = new AtomicLong();
    private final AtomicLong failuresInARow = new AtomicLong();
    private final AtomicLong lost = new AtomicLong(UNKNOWN);
    private final SyncTimetable timetable;

    /**
     * Registers the metrics.
     *
     * @param registry the registry of all metrics
     * @param route the route that a gauge shows
     * @param timetable computes when the next sync is due
     */
    public ViewMetrics(MeterRegistry registry, CountingRoute route, SyncTimetable timetable) {
        this.timetable = timetable;
        first = views(registry, "first");
        duplicate = views(registry, "duplicate");
        bot = views(registry, "bot");
        prefetch = views(registry, "prefetch");
        synced = Counter.builder("footfall.sync.views")
                .description("Views transferred to Postgres")
                .register(registry);
        orphaned = Counter.builder("footfall.sync.orphaned.views")
                .description("Views whose item was deleted before they were transferred")
                .register(registry);
        syncs = sync(registry, "success");
        failedSyncs = sync(registry, "failure");
        Gauge.builder("footfall.view.buffer", buffered, AtomicLong::get)
                .description("Items whose views wait in Redis for their transfer")
                .baseUnit("items")
                .register(registry);
        Gauge.builder("footfall.sync.last.success", lastSuccess, AtomicLong::get)
                .description("When this replica last completed a sync, epoch seconds")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("footfall.sync.due", due, AtomicLong::get)
                .description(
                        "When the next sync is due by the schedule, counted from this replica's last, epoch seconds")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("footfall.sync.failures.in.a.row", failuresInARow, AtomicLong::get)
                .description("Syncs of this replica that failed since the last that did not")
                .register(registry);
        // A replica that does not know the number yet must not report that nothing was ever lost.
        Gauge.builder("footfall.views.lost", lost, known -> known.get() == UNKNOWN ? Double.NaN : known.get())
                .description("Views that were answered and that a Redis which lost its memory took along, ever")
                .baseUnit("views")
                .register(registry);
        Gauge.builder("footfall.views.through.redis", route, way -> way.source() == Source.REDIS ? 1 : 0)
                .description("1 while this replica counts through Redis, 0 while it counts in Postgres")
                .register(registry);
    }

    private static Map<Source, Counter> views(MeterRegistry registry, String result) {
        return Stream.of(Source.values())
                .collect(Collectors.toMap(
                        Function.identity(),
                        source -> Counter.builder("footfall.views")
                                .description("Views by what became of them and who counted")
                                .tag("result", result)
                                .tag("source", source.name().toLowerCase(Locale.ROOT))
                                .register(registry),
                        (one, other) -> one,
                        () -> new EnumMap<>(Source.class)));
    }

    private static Timer sync(MeterRegistry registry, String result) {
        return Timer.builder("footfall.sync")
                .description("Duration of syncs")
                .tag("result", result)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /**
     * Counts a view, by its outcome and by the store that counted it. Views that are kept in the journal have metrics
     * of their own.
     *
     * @param outcome the outcome of the view
     */
    public void counted(Outcome outcome) {
        if (outcome instanceof Outcome.Counted) {
            first.get(outcome.source()).increment();
        } else if (outcome instanceof Outcome.Duplicate) {
            duplicate.get(outcome.source()).increment();
        } else if (outcome instanceof Outcome.Ignored ignored) {
            (ignored.reason() == IgnoredReason.BOT ? bot : prefetch)
                    .get(outcome.source())
                    .increment();
        }
    }

    /**
     * Counts the views of a batch that was applied to Postgres.
     *
     * @param batchViews the views of the batch
     * @param totals what was added to Postgres; views of the batch that were not added belong to deleted items. A
     *     negative number counts as 0
     */
    public void applied(long batchViews, SyncTotals totals) {
        synced.increment(Math.max(0, totals.views()));
        orphaned.increment(Math.max(0, batchViews - totals.views()));
    }

    /**
     * Records the end of a sync of this replica, and computes when the next one is due.
     *
     * @param run the sync
     */
    public void ended(SyncRun run) {
        (run.success() ? syncs : failedSyncs).record(Duration.ofMillis(run.durationMillis()));
        if (run.success()) {
            lastSuccess.set(run.finishedAt().getEpochSecond());
            syncIsDue(timetable.dueAfter(run.finishedAt()));
            failuresInARow.set(0);
        } else {
            failuresInARow.incrementAndGet();
        }
    }

    /**
     * Sets when the next sync is due.
     *
     * @param at the time; shown in seconds since the epoch
     */
    public void syncIsDue(Instant at) {
        due.set(at.getEpochSecond());
    }

    /**
     * Sets how many views Redis has lost.
     *
     * @param views the number since the beginning, of all replicas
     */
    public void lost(long views) {
        lost.set(views);
    }

    /**
     * Sets how many items have buffered views.
     *
     * @param items the number in Redis, of all replicas
     */
    public void buffered(long items) {
        buffered.set(items);
    }
}
