package io.footfall.capability.cache;

import io.footfall.platform.tracing.Spans;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.util.function.Supplier;

/**
 * Runs each load on a Vert.x context of its own, because a load may outlive the request that started it and other
 * requests may wait for it.
 */
final class LoadContext {

    private final Vertx vertx;

    LoadContext(Vertx vertx) {
        this.vertx = vertx;
    }

    <T> Uni<T> run(Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            Context own = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            VertxContextSafetyToggle.setContextSafe(own, true);
            Supplier<Uni<T>> traced = Spans.carried(work);
            own.runOnContext(unused ->
                    Uni.createFrom().deferred(() -> traced.get()).subscribe().with(emitter::complete, emitter::fail));
        });
    }

    /** Returns the shared result on the context of the caller. */
    <T> Uni<T> answering(Uni<T> shared) {
        ContextInternal caller = (ContextInternal) vertx.getOrCreateContext();
        // Runs immediately if the result arrives on the caller's event loop, which is the usual case.
        return shared.emitOn(answer -> caller.emit(answer, Runnable::run));
    }
}
