package io.footfall.ratelimit;

import io.footfall.redis.PipelinedCalls;
import io.footfall.tracing.Spans;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** One buffer for each event loop; a hit goes into that of the loop it arrived on. */
final class HitBuffers {

    private record Loop(ContextInternal context, HitBuffer buffer) {}

    private final VertxInternal vertx;
    private final PipelinedCalls redis;
    private final Supplier<HitBatch> batches;
    private final boolean cluster;
    private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();

    HitBuffers(Vertx vertx, PipelinedCalls redis, Supplier<HitBatch> batches, boolean cluster) {
        this.vertx = (VertxInternal) vertx;
        this.redis = redis;
        this.batches = batches;
        this.cluster = cluster;
    }

    /** Has a hit counted and decided; completes on the context of the caller. */
    Uni<Void> submit(Hit hit) {
        return Spans.around("decide", submitted(hit));
    }

    private Uni<Void> submitted(Hit hit) {
        return Uni.createFrom().emitter(emitter -> {
            ContextInternal caller = vertx.getOrCreateContext();
            Loop loop = loops.computeIfAbsent(caller.nettyEventLoop(), this::open);
            Promise<Void> counted = Promise.promise();
            counted.future()
                    .onComplete(result -> caller.emit(result, done -> {
                        if (done.succeeded()) {
                            emitter.complete(null);
                        } else {
                            emitter.fail(done.cause());
                        }
                    }));
            loop.context().emit(hit, next -> loop.buffer().submit(next, counted));
        });
    }

    private Loop open(EventLoop eventLoop) {
        ContextInternal context = vertx.createEventLoopContext(
                eventLoop, null, Thread.currentThread().getContextClassLoader());
        return new Loop(context, new HitBuffer(context, redis, batches, cluster));
    }
}
