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
 * One connection that a single event loop keeps for itself, so that calls are pipelined. With the pool, each call would
 * occupy a connection for a whole round trip.
 *
 * <p>After a failure, the next call opens a new connection, but only to the server that the check accepts: a restarted
 * server may have lost data that the calls rely on. Confined to its event loop.
 */
public final class DedicatedConnection {

    private final Context context;
    private final RedisClients clients;
    private final Function<RedisConnection, Future<Void>> check;
    private Way current;

    /**
     * A connection and the client that opened it. The client is not shared, because the pool of a shared client may
     * hold dead connections.
     */
    private static final class Way {
        private final Redis client;
        private final Future<RedisConnection> connection;
        private boolean ended;

        private Way(Redis client, Future<RedisConnection> connection) {
            this.client = client;
            this.connection = connection;
        }

        /**
         * Closes the connection and its client, only the first time that it is called. Every call that fails on the
         * connection ends it, but a Cluster connection must be closed only once.
         */
        private void end() {
            if (!ended) {
                ended = true;
                connection.onSuccess(RedisClients::discard);
                client.close();
            }
        }
    }

    /**
     * Creates a connection that is opened by the first call.
     *
     * @param context the event loop that uses the connection
     * @param clients the source of clients
     * @param check fails for a connection that leads to other servers than the expected ones
     */
    public DedicatedConnection(Context context, RedisClients clients, Function<RedisConnection, Future<Void>> check) {
        this.context = context;
        this.clients = clients;
        this.check = check;
    }

    /** One call of a script; knows whether the digest or the text of the script was sent to Redis. */
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
     * @param limit timeout for connecting and for the reply together
     * @return the reply; fails with {@link StoreUnavailableException}, which says whether the script may have run, or
     *     with the error that Redis replied
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
     * Opens the connection ahead of the first call.
     *
     * @return completes when the connection is open; fails as {@link #run} does
     */
    public Future<Void> connect() {
        return connected()
                .connection
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(RedisGateway.translated(failure)));
    }

    /**
     * Fails a call. A connection that is to be ended is discarded before the promise fails, so that a caller that
     * retries at once gets a new connection.
     */
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

    /**
     * Discards and closes the connection. Redis may still run calls that are in flight, but their replies are not read.
     */
    private void giveUp(Way way) {
        forget(way);
        way.end();
    }

    private void forget(Way way) {
        if (current == way) {
            current = null;
        }
    }

    /** Closes the connection. Replies to calls in flight are lost. */
    public void close() {
        if (current != null) {
            giveUp(current);
        }
    }
}
