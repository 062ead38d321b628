package io.footfall.capability.jobs;

import io.footfall.platform.store.RecoveredFailure;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A queue of the claims of this process that wait for jobs of one job queue, in the order in which they came. At most
 * one call to Redis is in flight for all of them, so that a job that becomes ready costs Redis one call per replica,
 * however many claims wait. Guarded by its monitor.
 */
final class WaitQueue {

    private static final long SOONEST_MILLIS = 5;
    private static final Duration SOON = Duration.ofMillis(100);

    private final Vertx vertx;
    private final JobQueues queues;
    private final String queue;
    private final long lookAgainMillis;
    private final Consumer<String> whenIdle;
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    private Waiter claiming;
    private boolean lookAgain;
    private long timer = -1;

    WaitQueue(Vertx vertx, JobQueues queues, String queue, Duration lookAgain, Consumer<String> whenIdle) {
        this.vertx = vertx;
        this.queues = queues;
        this.queue = queue;
        this.lookAgainMillis = lookAgain.toMillis();
        this.whenIdle = whenIdle;
    }

    /**
     * Adds a waiter and starts its timer. Claims once more, because a job may have become ready since the caller's own
     * claim found none.
     */
    synchronized void add(Waiter waiter, Duration wait) {
        waiting.add(waiter);
        waiter.endsWith(vertx.setTimer(wait.toMillis(), ended -> end(waiter)));
        look();
    }

    private synchronized void end(Waiter waiter) {
        if (waiting.remove(waiter)) {
            waiter.answer(List.of());
            idle();
        } else {
            waiter.setOverdue();
        }
    }

    /**
     * Replies to all waiters with no jobs. A waiter whose claim is in flight still gets the jobs that the claim
     * returns.
     */
    synchronized void dismiss() {
        List<Waiter> all = new ArrayList<>(waiting);
        waiting.clear();
        all.forEach(waiter -> waiter.answer(List.of()));
        if (claiming != null) {
            claiming.setOverdue();
        }
        idle();
    }

    /** Claims for the first waiter whose caller is still there. If a claim is in flight, claims again after it. */
    synchronized void look() {
        if (claiming != null) {
            lookAgain = true;
            return;
        }
        vertx.cancelTimer(timer);
        claiming = nextPresent();
        if (claiming == null) {
            idle();
            return;
        }
        lookAgain = false;
        Waiter first = claiming;
        queues.claim(queue, first.want().most(), first.want().visibility())
                .subscribe()
                .with(claims -> claimed(first, claims), failure -> {
                    RecoveredFailure.CLAIM_JOBS.record(failure);
                    claimed(first, nothing());
                });
    }

    /** The result of a failed claim: no jobs. Retries soon, because Redis is unavailable or was until now. */
    private static ClaimResult nothing() {
        return new ClaimResult(List.of(), Optional.of(SOON));
    }

    private Waiter nextPresent() {
        Waiter next = waiting.poll();
        while (next != null && next.isGone()) {
            next.answer(List.of());
            next = waiting.poll();
        }
        return next;
    }

    private synchronized void claimed(Waiter waiter, ClaimResult claims) {
        claiming = null;
        if (waiter.isGone()) {
            waiter.answer(List.of());
            RecoveredFailure.RELEASE_JOBS.attempt(queues.release(queue, claims.jobs()));
        } else if (!claims.jobs().isEmpty() || waiter.isOverdue()) {
            waiter.answer(claims.jobs());
        } else {
            waiting.addFirst(waiter);
        }
        if (lookAgain || !claims.jobs().isEmpty()) {
            look();
        } else {
            lookLater(claims);
        }
    }

    private void lookLater(ClaimResult claims) {
        if (waiting.isEmpty()) {
            idle();
            return;
        }
        long due = claims.nextIn().map(Duration::toMillis).orElse(lookAgainMillis);
        timer = vertx.setTimer(Math.max(SOONEST_MILLIS, Math.min(due, lookAgainMillis)), looking -> look());
    }

    private void idle() {
        if (isIdle()) {
            vertx.cancelTimer(timer);
            vertx.runOnContext(unused -> whenIdle.accept(queue));
        }
    }

    synchronized boolean isIdle() {
        return waiting.isEmpty() && claiming == null;
    }
}
