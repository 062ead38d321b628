package io.footfall.platform.redis;

import io.footfall.platform.store.LoopTimeout;
import io.footfall.platform.store.StoreUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One connection that one event loop keeps for itself, so that calls are pipelined instead of each taking a pooled
 * connection for its round trip. It mends itself: after a failure the next call connects again, but only ever to the
 * server that it was made for; one that was restarted may have forgotten what this one knows. Only used on its event
 * loop.
 */
public final class DedicatedConnection {

    private final Context context;
    private final RedisClients clients;
    private final Function<RedisConnection, Future<Void>> check;
    private Way current;

    /** A client of its own, because a pool of others may hold connections that lead nowhere, and its connection. */
    private static final class Way {
        private final Redis client;
        private final Future<RedisConnection> connection;
        private boolean ended;

        private Way(Redis client, Future<RedisConnection> connection) {
            this.client = client;
            this.connection = connection;
        }

        /** Each call that fails on it ends it; a Cluster's connections may be given back but once. */
        private void end() {
            if (!ended) {
                ended = true;
                connection.onSuccess(RedisClients::discard);
                client.close();
            }
        }
    }

    /**
     * Connects with the first call.
     *
     * @param context the event loop that uses the connection
     * @param clients where connections come from
     * @param check fails for a connection that leads to others than those that are meant
     */
    public DedicatedConnection(Context context, RedisClients clients, Function<RedisConnection, Future<Void>> check) {
        this.context = context;
        this.clients = clients;
        this.check = check;
    }

    /** Whether a script's text or digest left for Redis. */
    private static final class Attempt {
        private boolean sent;

        private Throwable failure(Throwable cause) {
            return sent || cause instanceof StoreUnavailableException
                    ? RedisGateway.translated(cause)
                    : StoreUnavailableException.redisNotAsked(cause);
        }
    }

    /**
     * Runs a script.
     *
     * @param script the script
     * @param keys its keys
     * @param arguments its arguments
     * @param limit how long to wait for a connection and the answer together
     * @return its answer; fails with {@link StoreUnavailableException}, which tells whether the script may have run, or with
     *     the error that Redis answered
     */
    public Future<Response> run(Script script, List<String> keys, Iterable<String> arguments, Duration limit) {
        Attempt attempt = new Attempt();
        Promise<Response> promise = Promise.promise();
        Way way = connected();
        LoopTimeout timeout = LoopTimeout.begin(
                context.owner(), limit.toMillis(), () -> failed(way, promise, attempt.failure(new TimeoutException())));
        way.connection
                .compose(open -> {
                    if (promise.future().isComplete()) {
                        return Future.failedFuture("given up before it was sent");
                    }
                    attempt.sent = true;
                    return script.runOn(open, keys, arguments);
                })
                .onComplete(result -> {
                    timeout.end();
                    if (result.succeeded()) {
                        promise.tryComplete(result.result());
                    } else {
                        failed(way, promise, attempt.failure(result.cause()));
                    }
                });
        return promise.future();
    }

    /**
     * Connects ahead of the first call.
     *
     * @return completes when the connection is there; fails as {@link #run} does
     */
    public Future<Void> connect() {
        return connected()
                .connection
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(RedisGateway.translated(failure)));
    }

    /** Whoever tries again when told of the failure does not meet the connection that failed. */
    private void failed(Way way, Promise<Response> promise, Throwable failure) {
        boolean ended = failure instanceof StoreUnavailableException
                && !promise.future().isComplete();
        if (ended) {
            forget(way);
        }
        promise.tryFail(failure);
        if (ended) {
            way.end();
        }
    }

    private Way connected() {
        if (current == null || current.connection.failed()) {
            Redis client = clients.fresh();
            Way way = new Way(client, client.connect().compose(this::checked));
            way.connection.onSuccess(open -> watch(open, way)).onFailure(failure -> way.end());
            current = way;
        }
        return current;
    }

    private Future<RedisConnection> checked(RedisConnection open) {
        return check.apply(open).map(open).onFailure(failure -> RedisClients.discard(open));
    }

    private void watch(RedisConnection open, Way way) {
        open.exceptionHandler(failure -> giveUp(way));
        open.endHandler(ended -> giveUp(way));
    }

    /** What was sent on this connection may still be answered, but nobody listens any more. */
    private void giveUp(Way way) {
        forget(way);
        way.end();
    }

    private void forget(Way way) {
        if (current == way) {
            current = null;
        }
    }

    /** Lets the connection go; calls that are in flight are not answered. */
    public void close() {
        if (current != null) {
            giveUp(current);
        }
    }
}
