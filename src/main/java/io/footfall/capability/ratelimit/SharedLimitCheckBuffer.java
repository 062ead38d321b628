package io.footfall.capability.ratelimit;

import io.footfall.platform.redis.BatchingLoop;
import io.footfall.platform.redis.PipelinedCalls;
import io.footfall.platform.tracing.Spans;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** Gives all event loops access to the one {@link LimitCheckBuffer} of this replica. */
final class SharedLimitCheckBuffer {

    private final BatchingLoop loop;
    private final LimitCheckBuffer buffer;

    SharedLimitCheckBuffer(Vertx vertx, PipelinedCalls redis, Supplier<LimitCheckBatch> batches, boolean cluster) {
        this.loop = new BatchingLoop(vertx);
        this.buffer = new LimitCheckBuffer(loop.context(), redis, batches, cluster);
    }

    /** Counts and decides a hit; completes on the context of the caller. */
    Uni<Void> submit(LimitCheck check) {
        Promise<Void> counted = Promise.promise();
        return Spans.around("decide", loop.ask(counted.future(), () -> buffer.submit(check, counted)));
    }
}
