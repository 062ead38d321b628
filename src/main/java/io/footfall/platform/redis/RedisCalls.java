package io.footfall.platform.redis;

import io.footfall.platform.store.StoreRefusals;
import io.footfall.platform.tracing.Spans;
import io.smallrye.mutiny.Uni;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Commands, scripts and batches on pooled connections, for everything except the hot path. A Uni fails with
 * {@link io.footfall.platform.store.StoreUnavailableException} if Redis does not reply within the timeout, and at once
 * while the circuit is open.
 */
@Singleton
public class RedisCalls {

    private final RedisGateway gateway;
    private final RedisSettings settings;
    private final Duration patience;

    /**
     * Creates calls with the timeout for requests.
     *
     * @param gateway the gateway to Redis
     * @param settings the timeouts of calls
     */
    @Inject
    public RedisCalls(RedisGateway gateway, RedisSettings settings) {
        this(gateway, settings, settings.patience());
    }

    private RedisCalls(RedisGateway gateway, RedisSettings settings, Duration patience) {
        this.gateway = gateway;
        this.settings = settings;
        this.patience = patience;
    }

    /**
     * Returns the same calls with the longer timeout for background work, which no request waits for.
     *
     * @return calls with the timeout {@link RedisSettings#patienceInBackground()}
     */
    public RedisCalls inBackground() {
        return new RedisCalls(gateway, settings, settings.patienceInBackground());
    }

    /**
     * Returns the code of a current refusal, which lasts until an operator changes something.
     *
     * @return the code of a refusal within the last minute; empty if there was none
     */
    public Optional<String> refusal() {
        return gateway.refusals().currentCode();
    }

    /** Returns the refusals of Redis. */
    StoreRefusals refusals() {
        return gateway.refusals();
    }

    /**
     * Sends one command.
     *
     * @param request the command
     * @return the reply; null if Redis replies null
     */
    public Uni<Response> send(Request request) {
        return calling(request.command().toString(), connection -> connection.send(request));
    }

    /**
     * Sends commands in one round trip. On a Cluster, each command goes to the server of its keys.
     *
     * @param requests the commands
     * @return the replies in order; fails if one of the commands failed
     */
    public Uni<List<Response>> batch(List<Request> requests) {
        return calling(
                "batch",
                connection -> settings.cluster() ? sendEach(connection, requests) : connection.batch(requests));
    }

    /** Sends commands one by one, because a Cluster connection takes a batch for a single server only. */
    private static Future<List<Response>> sendEach(RedisConnection connection, List<Request> requests) {
        return Future.all(requests.stream().map(connection::send).toList()).map(CompositeFuture::<Response>list);
    }

    /**
     * Runs a script.
     *
     * @param script the script
     * @param keys its keys, all of one hash tag
     * @param arguments its arguments
     * @return the reply
     */
    public Uni<Response> run(Script script, List<String> keys, List<String> arguments) {
        return calling(script.name(), connection -> script.runOn(connection, keys, arguments));
    }

    /**
     * Runs a script whose last argument is binary.
     *
     * @param script the script
     * @param keys its keys, all of one hash tag
     * @param arguments its arguments without the last one
     * @param last the last argument
     * @return the reply
     */
    public Uni<Response> run(Script script, List<String> keys, List<String> arguments, byte[] last) {
        return calling(script.name(), connection -> script.runOn(connection, keys, arguments, last));
    }

    /**
     * Runs a script several times in one round trip.
     *
     * @param script the script
     * @param calls keys and arguments of each call; the keys of one call are all of one hash tag
     * @return completes when all calls have a reply; fails if one of them failed
     */
    public Uni<Void> runAll(Script script, List<Call> calls) {
        return runEach(script, calls).replaceWithVoid();
    }

    /**
     * Runs a script several times in one round trip and returns the replies.
     *
     * @param script the script
     * @param calls keys and arguments of each call; the keys of one call are all of one hash tag
     * @return the replies in order; fails if one of the calls failed
     */
    public Uni<List<Response>> runEach(Script script, List<Call> calls) {
        return calling(script.name(), connection -> Future.all(calls.stream()
                        .map(call -> script.runOn(connection, call.keys(), call.arguments()))
                        .toList())
                .map(CompositeFuture::<Response>list));
    }

    /**
     * Keys and arguments of one of several calls of a script.
     *
     * @param keys its keys
     * @param arguments its arguments
     */
    public record Call(List<String> keys, List<String> arguments) {}

    /** Makes several calls on the same connection. */
    <T> Uni<T> calling(String operation, Function<RedisConnection, Future<T>> call) {
        return Spans.around(Spans.REDIS, operation, Uni.createFrom().completionStage(() -> gateway.call(patience, call)
                .toCompletionStage()));
    }
}
