package io.footfall.product.views;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/**
 * Lets work run one at a time. Whoever comes while it runs shares the next run with all who come until that begins, so
 * that each gets a run that began after it came, however many they are.
 */
final class CoalescingRunner<T> {

    private final Supplier<Uni<T>> work;
    private Uni<T> running;
    private Uni<T> next;

    CoalescingRunner(Supplier<Uni<T>> work) {
        this.work = work;
    }

    /** The run that is to begin next; it is to be subscribed to. */
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

    /** Memoized: whoever gives up waiting, as a client does that closes its connection, does not cancel the run. */
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
