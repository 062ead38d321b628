package io.footfall.redis;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Supplier;

/**
 * Commands, scripts and batches on the pooled connections, for everything but the hot path. A Uni fails with
 * {@link StoreUnavailableException} where Redis did not answer.
 */
@ApplicationScoped
public class RedisCalls {

    private final Redis redis;

    RedisCalls(Redis redis) {
        this.redis = redis;
    }

    /**
     * Sends one command.
     *
     * @param request the command
     * @return its answer, null where Redis answers null
     */
    public Uni<Response> send(Request request) {
        return calling(() -> redis.send(request));
    }

    /**
     * Sends commands in one round trip.
     *
     * @param requests the commands; on a Cluster all of one partition
     * @return their answers in order
     */
    public Uni<List<Response>> batch(List<Request> requests) {
        return calling(() -> redis.batch(requests));
    }

    /**
     * Runs a script.
     *
     * @param script the script
     * @param keys its keys, all of one hash tag
     * @param arguments its arguments
     * @return its answer
     */
    public Uni<Response> run(Script script, List<String> keys, List<String> arguments) {
        return calling(() -> redis.send(script.byDigest(keys, arguments))
                .recover(failure -> Script.isUnknown(failure)
                        ? redis.send(script.byText(keys, arguments))
                        : Future.failedFuture(failure)));
    }

    private static <T> Uni<T> calling(Supplier<Future<T>> call) {
        return Uni.createFrom()
                .completionStage(() -> call.get().toCompletionStage())
                .onFailure()
                .transform(StoreUnavailableException::redis);
    }
}
