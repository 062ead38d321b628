package io.footfall.product.views.counting;

import io.footfall.platform.redis.BatchingLoop;
import io.footfall.platform.tracing.Spans;
import io.footfall.product.views.model.CountingRoute;
import io.footfall.product.views.model.Outcome;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The entry point into the buffer of this replica, from all its event loops. */
@Singleton
public class SharedViewBuffer {

    private static final int BEFORE_OTHERS = 100;

    private final BatchingLoop loop;
    private final ViewBuffer buffer;
    private final CountingRoute route;

    public SharedViewBuffer(Vertx vertx, ViewBuffer.Parts parts) {
        this.loop = new BatchingLoop(vertx);
        this.buffer = new ViewBuffer(loop.context(), parts);
        this.route = parts.route();
    }

    public void start(@Observes @Priority(BEFORE_OTHERS) StartupEvent event) {
        route.beforeOpening(this::prepare);
    }

    private Uni<Void> prepare(CountingRoute.RedisSession next) {
        Promise<Void> connected = Promise.promise();
        return loop.ask(connected.future(), () -> buffer.prepare(next).onComplete(connected));
    }

    /** Counts a view. The outcome arrives on the context of the caller. */
    Uni<Outcome> submit(ViewOperation operation) {
        return Spans.around("count", loop.ask(operation.answer().future(), () -> buffer.submit(operation)));
    }
}
