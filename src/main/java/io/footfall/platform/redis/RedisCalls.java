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
 * Commands, scripts and batches on the pooled connections, for everything but the hot path. A Uni fails with
 * {@link io.footfall.platform.store.StoreUnavailableException} where Redis did not answer in time, and at once while its circuit
 * is open.
 */
@Singleton
public class RedisCalls {

    private final RedisGateway gateway;
    private final RedisSettings settings;
    private final Duration patience;

    /**
     * Calls that a request waits for.
     *
     * @param gateway the way to Redis
     * @param settings how long calls may take
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
     * The same for work that no request waits for.
     *
     * @return calls that wait longer for an answer
     */
    public RedisCalls inBackground() {
        return new RedisCalls(gateway, settings, settings.patienceInBackground());
    }

    /**
     * What Redis refuses until an operator changes something.
     *
     * @return the code of a refusal that was met within the last minute; empty where there was none
     */
    public Optional<String> refusal() {
        return gateway.refusals().currentCode();
    }

    /** What Redis refuses. */
    StoreRefusals refusals() {
        return gateway.refusals();
    }

    /**
     * Sends one command.
     *
     * @param request the command
     * @return its answer, null where Redis answers null
     */
    public Uni<Response> send(Request request) {
        return calling(request.command().toString(), connection -> connection.send(request));
    }

    /**
     * Sends commands in one round trip, on a Cluster one to each of the servers that they are about.
     *
     * @param requests the commands
     * @return their answers in order; fails where one of them failed
     */
    public Uni<List<Response>> batch(List<Request> requests) {
        return calling(
                "batch",
                connection -> settings.cluster() ? sendEach(connection, requests) : connection.batch(requests));
    }

    /** A Cluster's connection takes a batch for one server alone. */
    private static Future<List<Response>> sendEach(RedisConnection connection, List<Request> requests) {
        return Future.all(requests.stream().map(connection::send).toList()).map(CompositeFuture::<Response>list);
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
        return calling(script.name(), connection -> script.runOn(connection, keys, arguments));
    }

    /**
     * Runs a script whose last argument is no text.
     *
     * @param script the script
     * @param keys its keys, all of one hash tag
     * @param arguments its arguments but the last
     * @param last the last one
     * @return its answer
     */
    public Uni<Response> run(Script script, List<String> keys, List<String> arguments, byte[] last) {
        return calling(script.name(), connection -> script.runOn(connection, keys, arguments, last));
    }

    /**
     * Runs a script several times in one round trip.
     *
     * @param script the script
     * @param calls what it is called with each time; the keys of one call are all of one hash tag
     * @return completes when all have answered; fails where one of them failed
     */
    public Uni<Void> runAll(Script script, List<Call> calls) {
        return runEach(script, calls).replaceWithVoid();
    }

    /**
     * Runs a script several times in one round trip, for its answers.
     *
     * @param script the script
     * @param calls what it is called with each time; the keys of one call are all of one hash tag
     * @return the answers in order; fails where one of them failed
     */
    public Uni<List<Response>> runEach(Script script, List<Call> calls) {
        return calling(script.name(), connection -> Future.all(calls.stream()
                        .map(call -> script.runOn(connection, call.keys(), call.arguments()))
                        .toList())
                .map(CompositeFuture::<Response>list));
    }

    /**
     * One of several calls of a script.
     *
     * @param keys its keys
     * @param arguments its arguments
     */
    public record Call(List<String> keys, List<String> arguments) {}

    /** Makes calls that belong together on one connection. */
    <T> Uni<T> calling(String operation, Function<RedisConnection, Future<T>> call) {
        return Spans.around(Spans.REDIS, operation, Uni.createFrom().completionStage(() -> gateway.call(patience, call)
                .toCompletionStage()));
    }
}
