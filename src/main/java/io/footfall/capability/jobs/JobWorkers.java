package io.footfall.capability.jobs;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Workers inside this process. On shutdown they stop claiming jobs, and the shutdown waits up to 10 seconds for the
 * jobs in progress.
 */
@Singleton
public class JobWorkers {

    private static final Duration SHORTEST_VISIBILITY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final JobQueues queues;
    private final JobWaiters waiters;
    private final List<JobWorker> workers = new CopyOnWriteArrayList<>();

    JobWorkers(Vertx vertx, JobQueues queues, JobWaiters waiters) {
        this.vertx = vertx;
        this.queues = queues;
        this.waiters = waiters;
    }

    /**
     * Starts a worker for a queue.
     *
     * @param queue name of the queue
     * @param concurrency maximum number of jobs at a time
     * @param visibility visibility timeout, at least 1 second: after this time the jobs of a crashed replica are handed
     *     out again; extended while a job runs here
     * @param work runs a job; must be idempotent, because a job may run more than once. If it fails, the job is retried
     *     later
     * @return the worker, which the caller may close
     * @throws IllegalArgumentException where the visibility timeout is under a second
     */
    public JobWorker start(String queue, int concurrency, Duration visibility, Function<Job, Uni<Void>> work) {
        if (visibility.compareTo(SHORTEST_VISIBILITY) < 0) {
            throw new IllegalArgumentException("a visibility time-out is a second or longer");
        }
        workers.removeIf(JobWorker::isOver);
        JobWorker worker =
                new JobWorker(vertx, queues, waiters, queue, new ClaimRequest(concurrency, visibility), work);
        workers.add(worker);
        worker.start();
        return worker;
    }

    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        workers.forEach(JobWorker::close);
    }

    /** Waits until the running jobs end, at most 10 seconds. It may block: the shutdown thread has no other work. */
    void drain(@Observes ShutdownEvent event) throws InterruptedException {
        workers.forEach(JobWorker::close);
        long deadline = System.nanoTime() + LONGEST_DRAIN.toNanos();
        while (workers.stream().anyMatch(worker -> worker.running() > 0) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
