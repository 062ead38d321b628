package io.footfall.platform.redis;

import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.platform.tracing.Spans;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs scripts for many concurrent requests, pipelined on one connection per event loop. With the pool, each call would
 * occupy a connection for a whole round trip. Only for scripts that may run twice: a call without a reply may have run.
 */
@Singleton
public final class PipelinedCalls {

    private final VertxInternal vertx;
    private final RedisClients clients;
    private final RedisGateway gateway;
    private final RedisSettings settings;
    private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();

    private record Loop(ContextInternal context, DedicatedConnection connection) {}

    /**
     * Creates an instance without connections.
     *
     * @param vertx the owner of the event loops
     * @param clients the source of clients
     * @param gateway the gateway whose circuit records the results
     * @param settings the timeouts of calls
     */
    public PipelinedCalls(Vertx vertx, RedisClients clients, RedisGateway gateway, RedisSettings settings) {
        this.vertx = (VertxInternal) vertx;
        this.clients = clients;
        this.gateway = gateway;
        this.settings = settings;
    }

    /**
     * Runs a script.
     *
     * @param script the script
     * @param keys its keys, all of one hash tag
     * @param arguments its arguments
     * @return the reply; fails with {@link StoreUnavailableException} if there is no reply in time, and at once while
     *     the circuit is open
     */
    public Uni<Response> run(Script script, List<String> keys, List<String> arguments) {
        return Spans.around(Spans.REDIS, script.name(), made(script, keys, arguments));
    }

    private Uni<Response> made(Script script, List<String> keys, List<String> arguments) {
        return Uni.createFrom().emitter(emitter -> {
            if (!gateway.circuit().isClosed() || !gateway.isConfigured()) {
                emitter.fail(StoreUnavailableException.redisNotAsked(null));
                return;
            }
            int openings = gateway.circuit().openings();
            Loop loop = loops.computeIfAbsent(vertx.getOrCreateContext().nettyEventLoop(), this::open);
            loop.context().emit(loop.connection(), connection -> connection
                    .run(script, keys, arguments, settings.patience())
                    .onComplete(result -> {
                        gateway.record(result, openings);
                        if (result.succeeded()) {
                            emitter.complete(result.result());
                        } else {
                            emitter.fail(result.cause());
                        }
                    }));
        });
    }

    private Loop open(EventLoop eventLoop) {
        ContextInternal context = vertx.createEventLoopContext(
                eventLoop, null, Thread.currentThread().getContextClassLoader());
        return new Loop(context, new DedicatedConnection(context, clients, whichever -> Future.succeededFuture()));
    }

    /** Closes the connections. */
    public void close() {
        loops.values().forEach(loop -> loop.context()
                .runOnContext(unused -> loop.connection().close()));
    }
}
