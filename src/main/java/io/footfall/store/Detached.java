package io.footfall.store;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/** Work that several may wait for, and that goes on when they no longer do. */
public final class Detached {

    private Detached() {}

    /**
     * Lets work begin with the first who waits for it, and end whoever still does.
     *
     * @param work what to do
     * @param <T> what it gives
     * @return what the work gave; giving up on it does not cancel the work, as it would a Uni that is only memoized
     */
    public static <T> Uni<T> once(Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .<T>emitter(waiting ->
                        Uni.createFrom().deferred(() -> work.get()).subscribe().with(waiting::complete, waiting::fail))
                .memoize()
                .indefinitely();
    }
}
