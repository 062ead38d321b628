package io.footfall.capability.jobs;

import io.footfall.platform.store.RecoveredFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Meters of jobs, summed over all queues. The queue name is not a label, because callers choose queue names and their
 * number is unbounded.
 */
@Singleton
class JobMetrics {

    private final QueueRegistry registry;
    private final Counter enqueued;
    private final Counter repeated;
    private final Counter claimed;
    private final Counter claimedAgain;
    private final Counter completed;
    private final Counter failed;
    private final Counter died;
    private volatile JobCounts counts = JobCounts.NONE;

    JobMetrics(MeterRegistry meters, QueueRegistry registry) {
        this.registry = registry;
        this.enqueued = steps(meters, "enqueued");
        this.repeated = steps(meters, "enqueued_again");
        this.claimed = steps(meters, "claimed");
        this.claimedAgain = steps(meters, "claimed_again");
        this.completed = steps(meters, "completed");
        this.failed = steps(meters, "failed");
        this.died = steps(meters, "died");
        gauge(meters, "ready", JobCounts::ready);
        gauge(meters, "delayed", JobCounts::delayed);
        gauge(meters, "claimed", JobCounts::claimed);
        gauge(meters, "dead", JobCounts::dead);
    }

    private static Counter steps(MeterRegistry meters, String step) {
        return Counter.builder("footfall.jobs.steps")
                .description("What this replica was told of jobs")
                .tag("step", step)
                .register(meters);
    }

    private void gauge(MeterRegistry meters, String state, ToLongFunction<JobCounts> count) {
        Gauge.builder("footfall.jobs", () -> count.applyAsLong(counts))
                .description("Jobs of all queues by state, as of a quarter of a minute ago at most")
                .tag("state", state)
                .register(meters);
    }

    @Scheduled(every = "15s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> count() {
        return registry.countAll()
                .invoke(found -> counts = found)
                .replaceWithVoid()
                .plug(RecoveredFailure.COUNT_JOBS::ignore);
    }

    void enqueued(boolean isNew) {
        (isNew ? enqueued : repeated).increment();
    }

    void claimed(List<Job> jobs) {
        jobs.forEach(job -> (job.attempt() == 1 ? claimed : claimedAgain).increment());
    }

    void completed(boolean forTheFirstTime) {
        if (forTheFirstTime) {
            completed.increment();
        }
    }

    void failed(JobState became) {
        (became == JobState.DEAD ? died : failed).increment();
    }
}
