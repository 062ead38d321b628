package io.footfall.views;

import io.footfall.tracing.Spans;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One buffer for each event loop; an operation goes into that of the loop it arrived on. */
@Singleton
class ViewBuffers {

    private static final int BEFORE_OTHERS = 100;

    private record Loop(ContextInternal context, ViewBuffer buffer) {}

    private final VertxInternal vertx;
    private final ViewBuffer.Parts parts;
    private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();

    ViewBuffers(Vertx vertx, ViewBuffer.Parts parts) {
        this.vertx = (VertxInternal) vertx;
        this.parts = parts;
    }

    void start(@Observes @Priority(BEFORE_OTHERS) StartupEvent event) {
        parts.path().beforeOpening(this::prepare);
    }

    /** Every event loop connects. */
    private Uni<Void> prepare(ViewPath.Opening next) {
        List<Uni<Void>> all = new ArrayList<>();
        for (EventExecutor eventLoop : vertx.getEventLoopGroup()) {
            all.add(prepare((EventLoop) eventLoop, next));
        }
        return Uni.join().all(all).andFailFast().replaceWithVoid();
    }

    private Uni<Void> prepare(EventLoop eventLoop, ViewPath.Opening next) {
        Loop loop = loops.computeIfAbsent(eventLoop, this::open);
        return Uni.createFrom().emitter(emitter -> loop.context()
                .emit(next, opening -> loop.buffer().prepare(opening).onComplete(result -> {
                    if (result.succeeded()) {
                        emitter.complete(null);
                    } else {
                        emitter.fail(result.cause());
                    }
                })));
    }

    /** Counts; the answer comes on the context of the caller. */
    Uni<Outcome> submit(CountOp op) {
        return Spans.around("count", submitted(op));
    }

    private Uni<Outcome> submitted(CountOp op) {
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
