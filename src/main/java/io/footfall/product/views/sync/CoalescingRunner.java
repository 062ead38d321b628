package io.footfall.product.views.sync;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/**
 * Runs a task one run at a time. All callers that join during a run share the next run. So each caller gets a run that
 * began after it joined, and any number of callers costs at most one more run.
 */
final class CoalescingRunner<T> {

    private final Supplier<Uni<T>> work;
    private Uni<T> running;
    private Uni<T> next;

    CoalescingRunner(Supplier<Uni<T>> work) {
        this.work = work;
    }

    /** Returns the run that begins next. The caller has to subscribe to it. */
    synchronized Uni<T> join() {
        if (running == null) {
            running = turn(Uni.createFrom().nullItem());
            return running;
        }
        if (next == null) {
            next = turn(running.onItemOrFailure().transform((ended, toldToItsCallers) -> null));
        }
        return next;
    }

    /**
     * Memoized, so that a caller that cancels, such as a client that closes its connection, does not cancel the run.
     */
    private Uni<T> turn(Uni<T> before) {
        return before.onItem()
                .transformToUni(ended -> work.get())
                .onTermination()
                .invoke(this::end)
                .memoize()
                .indefinitely();
    }

    private synchronized void end() {
        running = next;
        next = null;
    }
}
