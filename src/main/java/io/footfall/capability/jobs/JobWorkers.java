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

/** Workers inside this process. When it ends they claim no more, and what they have begun is waited for. */
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
     * Works on a queue from now on.
     *
     * @param queue name of the queue
     * @param concurrency most jobs at a time
     * @param visibility time after which a job of a replica that died is handed to somebody else; extended while one here runs
     * @param work does a job, which may be done more than once; where it fails the job is tried again later
     * @return the worker, which may be closed
     * @throws IllegalArgumentException where the visibility time-out is under a second
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

    /** On the thread that ends the process, which has nothing else to do. */
    void drain(@Observes ShutdownEvent event) throws InterruptedException {
        workers.forEach(JobWorker::close);
        long deadline = System.nanoTime() + LONGEST_DRAIN.toNanos();
        while (workers.stream().anyMatch(worker -> worker.running() > 0) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
