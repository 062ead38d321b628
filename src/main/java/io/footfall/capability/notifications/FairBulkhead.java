package io.footfall.capability.notifications;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * A bulkhead: limits the number of concurrent calls and queues the others in FIFO order. Needed because thousands of
 * streams reconnect at once when another replica shuts down.
 */
final class FairBulkhead {

    private final int many;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;
    private boolean handingOut;

    FairBulkhead(int many) {
        this.many = many;
    }

    <T> Uni<T> run(Supplier<Uni<T>> call) {
        return Uni.createFrom()
                .emitter(emitter -> enter(() -> Uni.createFrom()
                        .deferred(() -> call.get())
                        .onTermination()
                        .invoke(this::leave)
                        .subscribe()
                        .with(emitter::complete, emitter::fail)));
    }

    private void enter(Runnable call) {
        synchronized (this) {
            waiting.add(call);
        }
        handOut();
    }

    private void leave() {
        synchronized (this) {
            running--;
        }
        handOut();
    }

    /**
     * Starts queued calls. Only one thread runs the loop at a time. A loop instead of recursion, because calls that
     * complete synchronously would otherwise nest thousands of levels deep.
     */
    private void handOut() {
        synchronized (this) {
            if (handingOut) {
                return;
            }
            handingOut = true;
        }
        Runnable next = next();
        while (next != null) {
            next.run();
            next = next();
        }
    }

    private synchronized Runnable next() {
        Runnable next = running < many ? waiting.poll() : null;
        if (next == null) {
            handingOut = false;
        } else {
            running++;
        }
        return next;
    }
}
