package io.footfall.capability.ratelimit;

import io.footfall.platform.redis.BatchingLoop;
import io.footfall.platform.redis.PipelinedCalls;
import io.footfall.platform.tracing.Spans;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** The way into the buffer of this replica, from all its event loops. */
final class SharedLimitCheckBuffer {

    private final BatchingLoop loop;
    private final LimitCheckBuffer buffer;

    SharedLimitCheckBuffer(Vertx vertx, PipelinedCalls redis, Supplier<LimitCheckBatch> batches, boolean cluster) {
        this.loop = new BatchingLoop(vertx);
        this.buffer = new LimitCheckBuffer(loop.context(), redis, batches, cluster);
    }

    /** Has a hit counted and decided; completes on the context of the caller. */
    Uni<Void> submit(LimitCheck check) {
        Promise<Void> counted = Promise.promise();
        return Spans.around("decide", loop.ask(counted.future(), () -> buffer.submit(check, counted)));
    }
}
