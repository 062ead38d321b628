package io.footfall.platform.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;

/**
 * A client that fails every call. Used during shutdown, when the client factory is already gone but calls in flight may
 * still request a client.
 */
final class EndedRedis implements Redis {

    private static final String ENDED = "the service ends";

    @Override
    public Future<RedisConnection> connect() {
        return Future.failedFuture(ENDED);
    }

    @Override
    public void close() {
        // There is nothing to close.
    }

    @Override
    public Future<Response> send(Request command) {
        return Future.failedFuture(ENDED);
    }

    @Override
    public Future<List<Response>> batch(List<Request> commands) {
        return Future.failedFuture(ENDED);
    }
}
