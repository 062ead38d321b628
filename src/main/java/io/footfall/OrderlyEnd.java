package io.footfall;

import io.footfall.platform.postgres.PostgresHeartbeat;
import io.footfall.platform.redis.PipelinedCalls;
import io.footfall.platform.redis.RedisClients;
import io.footfall.platform.redis.RedisSubscription;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Shuts down background work in order: first the scheduler is paused, so that no job starts during shutdown; last, the
 * connections are closed while their event loops still run. If this was left to the destruction of beans, jobs would
 * run in a container that is already closed, and connections would be closed on event loops that have already stopped.
 */
@Singleton
class OrderlyEnd {

    private static final int FIRST = Interceptor.Priority.PLATFORM_BEFORE;

    /** Runs after the observers that report buffered data to the stores. */
    private static final int LAST = Interceptor.Priority.PLATFORM_AFTER;

    private static final Duration LONGEST_TURN = Duration.ofMillis(500);

    /**
     * Turns of the event loops to wait for. A connection is closed in one turn of its event loop, and its close
     * handlers run in the next one.
     */
    private static final int TURNS = 3;

    private final Vertx vertx;
    private final Scheduler scheduler;
    private final RedisSubscription subscription;
    private final PipelinedCalls pipelined;
    private final RedisClients clients;
    private final PostgresHeartbeat heartbeat;

    OrderlyEnd(
            Vertx vertx,
            Scheduler scheduler,
            RedisSubscription subscription,
            PipelinedCalls pipelined,
            RedisClients clients,
            PostgresHeartbeat heartbeat) {
        this.vertx = vertx;
        this.scheduler = scheduler;
        this.subscription = subscription;
        this.pipelined = pipelined;
        this.clients = clients;
        this.heartbeat = heartbeat;
    }

    void pause(@Observes @Priority(FIRST) ShutdownEvent event) {
        scheduler.pause();
    }

    void close(@Observes @Priority(LAST) ShutdownEvent event) throws InterruptedException {
        clients.end();
        subscription.close();
        pipelined.close();
        clients.close();
        heartbeat.close();
        for (int turn = 0; turn < TURNS; turn++) {
            for (EventExecutor loop : ((VertxInternal) vertx).getEventLoopGroup()) {
                loop.submit(Thread::yield).await(LONGEST_TURN.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }
}
