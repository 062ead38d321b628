package io.footfall.views;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Meters of views and syncs. No label names an item or a viewer. */
@Singleton
class ViewMetrics {

    private final Counter first;
    private final Counter duplicate;
    private final Counter bot;
    private final Counter prefetch;
    private final Counter synced;
    private final Counter orphaned;
    private final Timer syncs;
    private final Timer failedSyncs;
    private final AtomicLong buffered = new AtomicLong();
    private final AtomicLong lastSuccess = new AtomicLong();

    ViewMetrics(MeterRegistry registry) {
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
    }

    private static Counter views(MeterRegistry registry, String result) {
        return Counter.builder("footfall.views")
                .description("Views by what became of them")
                .tag("result", result)
                .register(registry);
    }

    private static Timer sync(MeterRegistry registry, String result) {
        return Timer.builder("footfall.sync")
                .description("Duration of syncs")
                .tag("result", result)
                .register(registry);
    }

    void counted(Outcome outcome) {
        if (outcome instanceof Outcome.Counted) {
            first.increment();
        } else if (outcome instanceof Outcome.Duplicate) {
            duplicate.increment();
        } else if (outcome instanceof Outcome.Ignored ignored) {
            (ignored.reason() == IgnoredReason.BOT ? bot : prefetch).increment();
        }
    }

    void applied(long batchViews, BatchTotals totals) {
        synced.increment(totals.views());
        orphaned.increment(batchViews - totals.views());
    }

    void ended(SyncRun run) {
        (run.success() ? syncs : failedSyncs).record(Duration.ofMillis(run.durationMillis()));
        if (run.success()) {
            lastSuccess.set(run.finishedAt().getEpochSecond());
        }
    }

    void buffered(long items) {
        buffered.set(items);
    }
}
