package io.footfall.product.views.failover;

import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.store.RetryLoop;
import io.footfall.product.views.model.SaltStore;
import io.footfall.product.views.model.SyncTimetable;
import io.footfall.product.views.model.ViewMetrics;
import io.footfall.product.views.sync.SyncBuffer;
import io.footfall.product.views.sync.SyncReport;
import io.footfall.product.views.sync.SyncService;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Starts syncs according to the {@link SyncTimetable}, and retries those that fail. It also deletes expired viewers and
 * salts, and measures the buffer.
 */
@ApplicationScoped
public class SyncSchedule {

    private static final Logger LOG = Logger.getLogger(SyncSchedule.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration RETRY_AT_LAST_EVERY = Duration.ofSeconds(30);

    private final Scheduler scheduler;
    private final SyncService syncs;
    private final SyncBuffer buffer;
    private final FallbackStore fallback;
    private final SaltStore salts;
    private final ViewMetrics metrics;
    private final Clock clock;
    private final SyncTimetable timetable;
    private final RetryLoop retries;
    private final AtomicBoolean failing = new AtomicBoolean();

    SyncSchedule(
            Vertx vertx,
            Scheduler scheduler,
            SyncService syncs,
            SyncBuffer buffer,
            FallbackStore fallback,
            SaltStore salts,
            ViewMetrics metrics,
            SyncTimetable timetable,
            Clock clock) {
        this.fallback = fallback;
        this.salts = salts;
        this.clock = clock;
        this.retries = new RetryLoop(vertx, this::attempt, () -> !failing.get(), RETRY_AFTER, RETRY_AT_LAST_EVERY);
        this.scheduler = scheduler;
        this.syncs = syncs;
        this.buffer = buffer;
        this.metrics = metrics;
        this.timetable = timetable;
    }

    void start(@Observes StartupEvent event) {
        Scheduler.JobDefinition<?> job = scheduler
                .newJob("sync-views")
                .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
                .setAsyncTask(execution -> sync());
        timetable.applyTo(job);
        metrics.syncIsDue(timetable.dueAfterStart(clock.instant()));
        job.schedule();
    }

    /** Runs a sync. If it fails, it is retried before the next scheduled time, which may be hours away. */
    private Uni<Void> sync() {
        return attempt().invoke(() -> {
            if (failing.get()) {
                retries.start();
            }
        });
    }

    private Uni<Void> attempt() {
        return syncs.sync().invoke(this::tell).replaceWithVoid().onFailure().recoverWithItem(failure -> {
            failed(List.of(), failure);
            return null;
        });
    }

    /** Logs one line when syncs begin to fail. Another line is logged when they succeed again. */
    private void failed(List<String> errors, Throwable cause) {
        if (!failing.getAndSet(true)) {
            LOG.warnf(cause, "views are not synced, it is tried again: %s", errors);
        }
    }

    private void tell(SyncReport report) {
        if (!report.success()) {
            failed(report.errors(), null);
            return;
        }
        if (failing.getAndSet(false)) {
            LOG.info("views are synced again");
        }
        if (report.storyViewsAdded() + report.chapterViewsAdded() > 0) {
            LOG.infof(
                    "synced stories=%d chapters=%d storyViews=%d chapterViews=%d millis=%d",
                    report.storiesProcessed(),
                    report.chaptersProcessed(),
                    report.storyViewsAdded(),
                    report.chapterViewsAdded(),
                    report.duration());
        }
    }

    /**
     * Deletes the viewers and salts of expired dedup windows.
     *
     * @return completes when they are deleted; a failure is recorded, and the next run repeats it
     */
    @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public Uni<Void> prune() {
        return fallback.prune()
                .chain(salts::prune)
                .plug(RecoveredFailure.PRUNE_DEDUP_WINDOWS::ignore)
                .replaceWithVoid();
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> measure() {
        return buffer.items()
                .invoke(metrics::buffered)
                .plug(RecoveredFailure.MEASURE_BUFFER::ignore)
                .replaceWithVoid();
    }
}
