package io.footfall.capability.jobs;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.RedisSubscription;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Claims that wait for a job. They wait in this process, without any connection to Redis: whoever makes a job ready publishes the
 * name of its queue, and jobs that become ready by themselves are looked for when they are due, at least once a second.
 */
@Singleton
class JobWaiters {

    private final Vertx vertx;
    private final JobQueues queues;
    private final Duration lookAgain;
    private final Map<String, WaitQueue> waiting = new ConcurrentHashMap<>();
    private volatile boolean leaving;

    JobWaiters(Vertx vertx, JobQueues queues, RedisSubscription subscription, JobSettings settings) {
        this.vertx = vertx;
        this.queues = queues;
        this.lookAgain = settings.lookAgain();
        subscription.listen(RedisKeys.JOB_CHANNEL, new Ear());
    }

    /** What is published. */
    private final class Ear implements RedisSubscription.Listener {

        @Override
        public void heard(String queue) {
            WaitQueue waiters = waiting.get(queue);
            if (waiters != null) {
                waiters.look();
            }
        }

        @Override
        public void mayHaveMissed() {
            waiting.values().forEach(WaitQueue::look);
        }
    }

    /** Whoever waits is answered before this replica ends. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        leaving = true;
        waiting.values().forEach(WaitQueue::dismiss);
    }

    /**
     * Claims jobs, and waits for one where none is ready.
     *
     * @param queue name of the queue
     * @param request what to claim
     * @param wait how long to wait
     * @param isGone whether nobody waits for the answer any more, so that no job is claimed for it
     * @return the jobs, on the context of the caller; none where none became ready in time
     */
    Uni<List<Job>> claim(String queue, ClaimRequest request, Duration wait, BooleanSupplier isGone) {
        return queues.claim(queue, request.most(), request.visibility())
                .chain(claims -> claims.jobs().isEmpty() && !wait.isZero() && !leaving
                        ? await(queue, new Waiter(vertx.getOrCreateContext(), request, isGone), wait)
                        : givenTo(queue, claims.jobs(), isGone));
    }

    /** Jobs that nobody is there for any more are given back. */
    private Uni<List<Job>> givenTo(String queue, List<Job> jobs, BooleanSupplier isGone) {
        return !jobs.isEmpty() && isGone.getAsBoolean()
                ? queues.release(queue, jobs).replaceWith(List.of())
                : Uni.createFrom().item(jobs);
    }

    private Uni<List<Job>> await(String queue, Waiter waiter, Duration wait) {
        return Uni.createFrom().emitter(emitter -> {
            waiter.answer().onComplete(done -> emitter.complete(done.result()));
            waiting.compute(queue, (name, held) -> {
                WaitQueue waiters = held == null
                        ? new WaitQueue(vertx, queues.inBackground(), name, lookAgain, this::remove)
                        : held;
                waiters.add(waiter, wait);
                return waiters;
            });
        });
    }

    /** One that nobody waits in is forgotten, unless somebody came meanwhile. */
    private void remove(String queue) {
        waiting.computeIfPresent(queue, (name, waiters) -> waiters.isIdle() ? null : waiters);
    }
}
