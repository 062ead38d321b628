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
 * Claims that wait for a job. They wait in this process and hold no connection to Redis. A step that makes a job ready
 * publishes the name of its queue, which wakes up the claims. Jobs become ready without a notification when their delay
 * or their visibility timeout ends: these are claimed when they are due, checked at least every
 * {@link JobSettings#lookAgain}.
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

    /** Receives published messages: each is the name of a queue with a new job. */
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

    /** Replies to all waiting claims with no jobs before this replica shuts down. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        leaving = true;
        waiting.values().forEach(WaitQueue::dismiss);
    }

    /**
     * Claims jobs, and waits for one if none is ready.
     *
     * @param queue name of the queue
     * @param request what to claim
     * @param wait how long to wait; zero: not at all
     * @param isGone whether the caller no longer waits for the reply; no jobs are claimed for it then, and jobs that
     *     were claimed already are released
     * @return the jobs, on the context of the caller; empty where no job became ready in time
     */
    Uni<List<Job>> claim(String queue, ClaimRequest request, Duration wait, BooleanSupplier isGone) {
        return queues.claim(queue, request.most(), request.visibility())
                .chain(claims -> claims.jobs().isEmpty() && !wait.isZero() && !leaving
                        ? await(queue, new Waiter(vertx.getOrCreateContext(), request, isGone), wait)
                        : givenTo(queue, claims.jobs(), isGone));
    }

    /** Releases the jobs if the caller is gone. */
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

    /** Removes an empty wait queue, unless a waiter was added concurrently. */
    private void remove(String queue) {
        waiting.computeIfPresent(queue, (name, waiters) -> waiters.isIdle() ? null : waiters);
    }
}
