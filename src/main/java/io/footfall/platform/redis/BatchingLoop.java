package io.footfall.platform.redis;

import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The event loop on which a replica collects operations from all of its event loops into shared calls to Redis. One
 * call for many operations costs Redis much less than one call for each operation.
 */
public final class BatchingLoop {

    private final VertxInternal vertx;
    private final ContextInternal context;
    private final MpscTaskQueue there;
    private final Map<EventLoop, MpscTaskQueue> back = new ConcurrentHashMap<>();

    /**
     * Chooses one of the event loops.
     *
     * @param vertx the owner of the event loops
     */
    public BatchingLoop(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
        this.context = this.vertx.createEventLoopContext(
                this.vertx.getEventLoopGroup().next(),
                null,
                Thread.currentThread().getContextClassLoader());
        this.there = new MpscTaskQueue(context.nettyEventLoop());
    }

    /**
     * Returns the context that all actions run on. State that the actions use is confined to it.
     *
     * @return the context of this loop
     */
    public Context context() {
        return context;
    }

    /**
     * Runs an action on this loop. Calls that arrive together wake the loop only once.
     *
     * @param answer the future that the action completes, on this loop
     * @param action the action; must not throw
     * @param <T> type of the result
     * @return the result of {@code answer}, emitted on the context of the caller; must be subscribed to only once
     */
    public <T> Uni<T> ask(Future<T> answer, Runnable action) {
        return Uni.createFrom().emitter(emitter -> {
            ContextInternal caller = vertx.getOrCreateContext();
            MpscTaskQueue home = back.computeIfAbsent(caller.nettyEventLoop(), MpscTaskQueue::new);
            answer.onComplete(result -> home.give(() -> caller.emit(result, done -> complete(emitter, done))));
            there.give(() -> context.emit(action, Runnable::run));
        });
    }

    private static <T> void complete(UniEmitter<? super T> emitter, AsyncResult<T> result) {
        if (result.succeeded()) {
            emitter.complete(result.result());
        } else {
            emitter.fail(result.cause());
        }
    }
}
