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

/** Claims jobs of one queue and does them, so many at a time. Confined to an event loop of its own choice. */
public final class JobWorker implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(JobWorker.class);
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final long AFTER_FAILURE_MILLIS = 1_000;
    private static final int EXTENSIONS_PER_TIMEOUT = 3;
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration LATER = Duration.ofSeconds(1);

    /** Work that takes longer has been lost sight of, and is tried again. */
    private static final Duration LONGEST_RUN = Duration.ofHours(1);

    /** Beyond the longest outage that is worth keeping a job for. */
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

    /** What became of a job is told until Redis takes it, for a while: the job would be done again. */
    private static Uni<Void> told(Supplier<Uni<Void>> step) {
        return Uni.createFrom()
                .deferred(() -> step.get())
                .onFailure(StoreUnavailableException.class)
                .retry()
                .withBackOff(SOON, LATER)
                .expireIn(LONGEST_TELLING.toMillis());
    }

    /** Only what kind of failure it was: a message may carry what is nobody's business. */
    private Uni<Void> failed(Job job, Throwable failure) {
        return queues.fail(queue, job.id(), job.token(), failure.getClass().getSimpleName(), Optional.empty())
                .replaceWithVoid();
    }

    /** Jobs that were claimed and have not ended. */
    int running() {
        return running.get();
    }

    boolean isOver() {
        return closed && running() == 0;
    }

    /** Claims no more; what has begun goes on. */
    @Override
    public void close() {
        closed = true;
    }
}
