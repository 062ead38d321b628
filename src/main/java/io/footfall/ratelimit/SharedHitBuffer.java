package io.footfall.ratelimit;

import io.footfall.redis.GatheringLoop;
import io.footfall.redis.PipelinedCalls;
import io.footfall.tracing.Spans;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** The way into the buffer of this replica, from all its event loops. */
final class SharedHitBuffer {

    private final GatheringLoop loop;
    private final HitBuffer buffer;

    SharedHitBuffer(Vertx vertx, PipelinedCalls redis, Supplier<HitBatch> batches, boolean cluster) {
        this.loop = new GatheringLoop(vertx);
        this.buffer = new HitBuffer(loop.context(), redis, batches, cluster);
    }

    /** Has a hit counted and decided; completes on the context of the caller. */
    Uni<Void> submit(Hit hit) {
        Promise<Void> counted = Promise.promise();
        return Spans.around("decide", loop.ask(counted.future(), () -> buffer.submit(hit, counted)));
    }
}
