package io.footfall.product.views.model;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.quarkus.scheduler.Scheduler;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The schedule of syncs: a Unix cron expression in the time zone of the process, an interval in hours, or every 30
 * seconds.
 */
@Singleton
public final class SyncTimetable {

    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

    private final Optional<String> cron;
    private final Duration interval;

    /**
     * Creates the schedule.
     *
     * @param settings the cron expression or the interval
     */
    public SyncTimetable(ViewSettings settings) {
        cron = settings.syncCron();
        interval = settings.syncIntervalHours().map(Duration::ofHours).orElse(DEFAULT_INTERVAL);
    }

    /**
     * Sets the schedule of a job.
     *
     * @param job the job
     */
    public void applyTo(Scheduler.JobDefinition<?> job) {
        cron.ifPresentOrElse(job::setCron, () -> job.setInterval(interval.toSeconds() + "s"));
    }

    /**
     * Returns when the first sync after a process start is due.
     *
     * @param start when the process started
     * @return the next time of the cron expression after the start; the start itself if there is no cron expression, or
     *     if it has no next time
     */
    public Instant dueAfterStart(Instant start) {
        return cron.flatMap(expression -> next(expression, start)).orElse(start);
    }

    /** Returns when the sync after a completed one is due. */
    Instant dueAfter(Instant completed) {
        return cron.flatMap(expression -> next(expression, completed)).orElseGet(() -> completed.plus(interval));
    }

    /** Returns the next time of a cron expression; empty if there is none, such as for 31 February. */
    private static Optional<Instant> next(String cron, Instant after) {
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        return ExecutionTime.forCron(parser.parse(cron))
                .nextExecution(after.atZone(ZoneId.systemDefault()))
                .map(Instant::from);
    }
}
