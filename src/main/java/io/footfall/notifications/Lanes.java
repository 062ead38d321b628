package io.footfall.notifications;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** Lets so many calls run at a time, and the others wait in turn: thousands of streams begin at once when a replica ends. */
final class Lanes {

    private final int many;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    Lanes(int many) {
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
            if (running == many) {
                waiting.add(call);
                return;
            }
            running++;
        }
        call.run();
    }

    private void leave() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                running--;
            }
        }
        if (next != null) {
            next.run();
        }
    }
}
