package io.footfall.views;

import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One buffer for each event loop; an operation goes into that of the loop it arrived on. */
@Singleton
class ViewBuffers {

    private record Loop(ContextInternal context, ViewBuffer buffer) {}

    private final VertxInternal vertx;
    private final ViewBuffer.Parts parts;
    private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();

    ViewBuffers(Vertx vertx, ViewBuffer.Parts parts) {
        this.vertx = (VertxInternal) vertx;
        this.parts = parts;
    }

    /** Counts; the answer comes on the context of the caller. */
    Uni<Outcome> submit(CountOp op) {
        return Uni.createFrom().emitter(emitter -> {
            ContextInternal caller = vertx.getOrCreateContext();
            Loop loop = loops.computeIfAbsent(caller.nettyEventLoop(), this::open);
            op.answer()
                    .future()
                    .onComplete(result -> caller.emit(result, done -> {
                        if (done.succeeded()) {
                            emitter.complete(done.result());
                        } else {
                            emitter.fail(done.cause());
                        }
                    }));
            loop.context().emit(op, loop.buffer()::submit);
        });
    }

    private Loop open(EventLoop eventLoop) {
        ContextInternal context = vertx.createEventLoopContext(
                eventLoop, null, Thread.currentThread().getContextClassLoader());
        return new Loop(context, new ViewBuffer(context, parts));
    }
}
