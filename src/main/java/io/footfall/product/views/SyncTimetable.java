package io.footfall.product.views;

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

/** When views are synced: by Unix cron in the time zone of the process, by an interval in hours, or every 30 seconds. */
@Singleton
final class SyncTimetable {

    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

    private final Optional<String> cron;
    private final Duration interval;

    SyncTimetable(ViewSettings settings) {
        cron = settings.syncCron();
        interval = settings.syncIntervalHours().map(Duration::ofHours).orElse(DEFAULT_INTERVAL);
    }

    /** Makes a job follow it. */
    void applyTo(Scheduler.JobDefinition<?> job) {
        cron.ifPresentOrElse(job::setCron, () -> job.setInterval(interval.toSeconds() + "s"));
    }

    /** When the first sync of a process that starts then is due: at once, unless a cron says when. */
    Instant dueAfterStart(Instant start) {
        return cron.flatMap(expression -> next(expression, start)).orElse(start);
    }

    /** When the next sync is due after one that was completed then. */
    Instant dueAfter(Instant completed) {
        return cron.flatMap(expression -> next(expression, completed)).orElseGet(() -> completed.plus(interval));
    }

    /** Empty where it never comes, as on a 31st of February. */
    private static Optional<Instant> next(String cron, Instant after) {
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        return ExecutionTime.forCron(parser.parse(cron))
                .nextExecution(after.atZone(ZoneId.systemDefault()))
                .map(Instant::from);
    }
}
