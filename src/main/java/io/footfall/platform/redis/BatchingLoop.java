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
 * The event loop on which a replica gathers what goes into one call to Redis, from whichever event loop it comes: a call for all of
 * them costs Redis much less than one for each.
 */
public final class BatchingLoop {

    private final VertxInternal vertx;
    private final ContextInternal context;
    private final MpscTaskQueue there;
    private final Map<EventLoop, MpscTaskQueue> back = new ConcurrentHashMap<>();

    /**
     * Chooses a loop.
     *
     * @param vertx its event loops
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
     * Where what is gathered lives.
     *
     * @return the context of all actions
     */
    public Context context() {
        return context;
    }

    /**
     * Has an action run on this loop.
     *
     * @param answer completes on this loop, because of the action
     * @param action throws nothing
     * @param <T> what is answered
     * @return the answer, on the context of the caller; to be subscribed to once
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
