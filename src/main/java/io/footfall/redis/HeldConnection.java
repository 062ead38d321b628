package io.footfall.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;

/**
 * One connection that one event loop keeps for itself, so that calls are pipelined instead of each taking a pooled
 * connection for its round trip. It mends itself: after a failure the next call connects again. Only ever used on its
 * event loop.
 */
public final class HeldConnection {

    /** An answer that takes longer is not waited for; the connection is given up because its answers are off by one. */
    private static final long TIMEOUT_MILLIS = 2_000;

    private final Context context;
    private final Redis redis;
    private Future<RedisConnection> connection;

    /**
     * Connects with the first call.
     *
     * @param context the event loop that uses the connection
     * @param redis where connections come from
     */
    public HeldConnection(Context context, Redis redis) {
        this.context = context;
        this.redis = redis;
    }

    /**
     * Runs a script.
     *
     * @param script the script
     * @param keys its keys
     * @param arguments its arguments
     * @return its answer; fails with {@link StoreUnavailableException}, after which the script may or may not have run
     */
    public Future<Response> run(Script script, List<String> keys, Iterable<String> arguments) {
        return send(script.byDigest(keys, arguments))
                .recover(failure ->
                        Script.isUnknown(failure) ? send(script.byText(keys, arguments)) : Future.failedFuture(failure))
                .recover(failure -> Future.failedFuture(StoreUnavailableException.redis(failure)));
    }

    private Future<Response> send(Request request) {
        return connected().compose(open -> withTimeout(open, open.send(request)));
    }

    private Future<RedisConnection> connected() {
        if (connection == null || connection.failed()) {
            connection = redis.connect().onSuccess(this::watch);
        }
        return connection;
    }

    private void watch(RedisConnection open) {
        open.exceptionHandler(failure -> giveUp(open));
        open.endHandler(ended -> giveUp(open));
    }

    private void giveUp(RedisConnection open) {
        if (connection != null && connection.result() == open) {
            connection = null;
            open.close();
        }
    }

    private Future<Response> withTimeout(RedisConnection open, Future<Response> answer) {
        Promise<Response> promise = Promise.promise();
        long timer = context.owner().setTimer(TIMEOUT_MILLIS, id -> {
            if (promise.tryFail("no answer in " + TIMEOUT_MILLIS + " ms")) {
                giveUp(open);
            }
        });
        answer.onComplete(result -> {
            context.owner().cancelTimer(timer);
            if (result.succeeded()) {
                promise.tryComplete(result.result());
            } else {
                promise.tryFail(result.cause());
            }
        });
        return promise.future();
    }
}
