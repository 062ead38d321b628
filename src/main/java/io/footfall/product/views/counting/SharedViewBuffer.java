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

/** The entry point into the buffer of this replica, from all its event loops. Thread-safe. */
@Singleton
public final class SharedViewBuffer {

    private static final int BEFORE_OTHERS = 100;

    private final BatchingLoop loop;
    private final ViewBuffer buffer;
    private final CountingRoute route;

    /**
     * Creates the buffer, confined to one of the event loops.
     *
     * @param vertx the owner of the event loops
     * @param parts the dependencies of the buffer
     */
    public SharedViewBuffer(Vertx vertx, ViewBuffer.Parts parts) {
        this.loop = new BatchingLoop(vertx);
        this.buffer = new ViewBuffer(loop.context(), parts);
        this.route = parts.route();
    }

    /**
     * Has the buffer connect to Redis before the Redis route is opened. Runs before the code that may open the route.
     *
     * @param event the start of the service
     */
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
