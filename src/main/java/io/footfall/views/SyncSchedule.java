package io.footfall.views;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Triggers syncs: by Unix cron, by an interval in hours, or every 30 seconds. */
@ApplicationScoped
class SyncSchedule {

    private static final Logger LOG = Logger.getLogger(SyncSchedule.class);
    private static final String DEFAULT_INTERVAL = "30s";

    private final Scheduler scheduler;
    private final SyncService syncs;
    private final SyncBuffer buffer;
    private final ViewMetrics metrics;
    private final ViewSettings settings;

    SyncSchedule(
            Scheduler scheduler, SyncService syncs, SyncBuffer buffer, ViewMetrics metrics, ViewSettings settings) {
        this.scheduler = scheduler;
        this.syncs = syncs;
        this.buffer = buffer;
        this.metrics = metrics;
        this.settings = settings;
    }

    void start(@Observes StartupEvent event) {
        Scheduler.JobDefinition<?> job = scheduler
                .newJob("sync-views")
                .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
                .setAsyncTask(execution -> sync());
        settings.syncCron()
                .ifPresentOrElse(
                        job::setCron,
                        () -> job.setInterval(settings.syncIntervalHours()
                                .map(hours -> hours + "h")
                                .orElse(DEFAULT_INTERVAL)));
        job.schedule();
    }

    private Uni<Void> sync() {
        return syncs.sync()
                .invoke(SyncSchedule::tell)
                .onFailure()
                .invoke(failure -> LOG.warnf("views were not synced, it is tried again: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private static void tell(SyncReport report) {
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

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> measure() {
        return buffer.items()
                .invoke(metrics::buffered)
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
