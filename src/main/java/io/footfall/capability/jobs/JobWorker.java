package io.footfall.capability.jobs;

import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.store.StoreUnavailableException;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Claims jobs of one queue and runs them, with bounded concurrency. Its claim loop is confined to one event loop, on
 * which the work also starts.
 */
public final class JobWorker implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(JobWorker.class);
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final long AFTER_FAILURE_MILLIS = 1_000;
    private static final int EXTENSIONS_PER_TIMEOUT = 3;
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration LATER = Duration.ofSeconds(1);

    /**
     * Timeout of one run of the work. Work that takes longer is assumed to be hung: the try counts as failed and the
     * job is retried.
     */
    private static final Duration LONGEST_RUN = Duration.ofHours(1);

    /**
     * How long the result of a job is reported while Redis is unavailable. Longer than any outage for which the claim
     * of a job is worth keeping.
     */
    private static final Duration LONGEST_TELLING = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final Context context;
    private final JobQueues queues;
    private final JobWaiters waiters;
    private final String queue;
    private final ClaimRequest request;
    private final Function<Job, Uni<Void>> work;
    private final AtomicInteger running = new AtomicInteger();
    private boolean claiming;
    private volatile boolean closed;

    JobWorker(
            Vertx vertx,
            JobQueues queues,
            JobWaiters waiters,
            String queue,
            ClaimRequest request,
            Function<Job, Uni<Void>> work) {
        this.vertx = vertx;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.queues = queues.inBackground();
        this.waiters = waiters;
        this.queue = queue;
        this.request = request;
        this.work = work;
    }

    void start() {
        context.runOnContext(unused -> claim());
    }

    private void claim() {
        int free = request.most() - running.get();
        if (closed || claiming || free <= 0) {
            return;
        }
        claiming = true;
        waiters.claim(queue, new ClaimRequest(free, request.visibility()), WAIT, () -> closed)
                .emitOn(answer -> context.runOnContext(unused -> answer.run()))
                .subscribe()
                .with(this::claimed, failure -> {
                    RecoveredFailure.CLAIM_JOBS.record(failure);
                    claiming = false;
                    vertx.setTimer(AFTER_FAILURE_MILLIS, again -> start());
                });
    }

    private void claimed(List<Job> jobs) {
        claiming = false;
        running.addAndGet(jobs.size());
        jobs.forEach(job -> {
            Context own = VertxContext.createNewDuplicatedContext(context);
            VertxContextSafetyToggle.setContextSafe(own, true);
            own.runOnContext(unused -> run(job));
        });
        claim();
    }

    private void run(Job job) {
        long extension = vertx.setPeriodic(
                request.visibility().toMillis() / EXTENSIONS_PER_TIMEOUT,
                late -> RecoveredFailure.EXTEND_JOB.attempt(
                        queues.extend(queue, job.id(), job.token(), request.visibility())));
        Uni.createFrom()
                .deferred(() -> work.apply(job))
                .ifNoItem()
                .after(LONGEST_RUN)
                .fail()
                .onItemOrFailure()
                .transformToUni((done, failure) -> told(
                        () -> failure == null ? queues.complete(queue, job.id(), job.token()) : failed(job, failure)))
                .onTermination()
                .invoke(() -> vertx.cancelTimer(extension))
                .plug(RecoveredFailure.END_JOB::ignore)
                .subscribe()
                .with(ended -> {
                    running.decrementAndGet();
                    start();
                });
    }

    /**
     * Reports the result of a job, and retries while Redis is unavailable, up to {@link #LONGEST_TELLING}. Without the
     * report the job would run again.
     */
    private static Uni<Void> told(Supplier<Uni<Void>> step) {
        return Uni.createFrom()
                .deferred(() -> step.get())
                .onFailure(StoreUnavailableException.class)
                .retry()
                .withBackOff(SOON, LATER)
                .expireIn(LONGEST_TELLING.toMillis());
    }

    /** Reports only the type of the failure, because its message may contain private data. */
    private Uni<Void> failed(Job job, Throwable failure) {
        return queues.fail(queue, job.id(), job.token(), failure.getClass().getSimpleName(), Optional.empty())
                .replaceWithVoid();
    }

    /** Number of claimed jobs whose work or report has not finished. */
    int running() {
        return running.get();
    }

    boolean isOver() {
        return closed && running() == 0;
    }

    /** Stops claiming jobs. Jobs that were claimed already run to their end. */
    @Override
    public void close() {
        closed = true;
    }
}
