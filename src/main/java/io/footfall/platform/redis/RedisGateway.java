package io.footfall.platform.redis;

import io.footfall.platform.store.LoopTimeout;
import io.footfall.platform.store.RetryLoop;
import io.footfall.platform.store.StoreCircuit;
import io.footfall.platform.store.StoreRefusal;
import io.footfall.platform.store.StoreRefusals;
import io.footfall.platform.store.StoreUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.impl.types.ErrorType;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The gate that every call to Redis goes through: with a time-out, and not at all while the circuit is open. Then a probe
 * looks for Redis with growing pauses and closes the circuit when it answers.
 */
@Singleton
public final class RedisGateway {

    /** Refusals of a server that cannot serve now; nothing of what it was asked has happened. */
    private static final Set<String> REFUSALS = Set.of(
            "BUSY", "LOADING", "MASTERDOWN", "READONLY", "OOM", "MISCONF", "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN");

    private final Vertx vertx;
    private final RedisClients clients;
    private final StoreCircuit circuit;
    private final StoreRefusals refusals;
    private final Duration patienceOfProbe;
    private final RetryLoop retryLoop;

    /**
     * A gate that is open until calls fail.
     *
     * @param vertx keeps the time
     * @param clients how Redis is reached
     * @param settings how long calls may take
     * @param clock for the log
     * @param metrics where the circuit is shown
     */
    public RedisGateway(Vertx vertx, RedisClients clients, RedisSettings settings, Clock clock, MeterRegistry metrics) {
        this.vertx = vertx;
        this.clients = clients;
        this.patienceOfProbe = settings.longestPause();
        this.circuit = new StoreCircuit("redis", clock, metrics);
        this.refusals = new StoreRefusals("redis", clock, metrics);
        this.retryLoop = new RetryLoop(vertx, this::probe, circuit::isClosed, settings.longestPause());
        circuit.whenOpened(cause -> retryLoop.start());
    }

    /**
     * The circuit of Redis.
     *
     * @return its state, for health and for those who want to be told
     */
    public StoreCircuit circuit() {
        return circuit;
    }

    /**
     * What Redis refuses until an operator changes something.
     *
     * @return its refusals, for health and for those who meet one
     */
    public StoreRefusals refusals() {
        return refusals;
    }

    /**
     * Whether there is a Redis at all.
     *
     * @return false where no address was given, which only a service that does without Redis starts with
     */
    public boolean isConfigured() {
        return clients.isConfigured();
    }

    /**
     * Asks Redis whether it is there, on a connection of its own and also while the circuit is open, and closes that if so.
     *
     * @return completes where it answered
     */
    public Uni<Void> probe() {
        return Uni.createFrom().completionStage(() -> {
            Redis own = clients.fresh();
            return timed(patienceOfProbe, () -> own.send(Request.cmd(Command.PING)))
                    .onComplete(pong -> own.close())
                    .onSuccess(pong -> readmit())
                    .onFailure(refusals::note)
                    .<Void>mapEmpty()
                    .toCompletionStage();
        });
    }

    private void readmit() {
        if (!circuit.isClosed()) {
            clients.renew();
            circuit.close();
        }
    }

    /**
     * Makes a call on a pooled connection, if the circuit lets it.
     *
     * @param limit how long to wait for a connection and the answer together
     * @param call the call
     * @param <T> its answer
     * @return the answer; fails with {@link StoreUnavailableException} where there was none
     */
    <T> Future<T> call(Duration limit, Function<RedisConnection, Future<T>> call) {
        if (!circuit.isClosed() || !isConfigured()) {
            return Future.failedFuture(StoreUnavailableException.redisNotAsked(null));
        }
        int openings = circuit.openings();
        Future<RedisConnection> way = clients.current().connect();
        AtomicBoolean ended = new AtomicBoolean();
        return timed(limit, () -> way.compose(open -> ended.get() ? tooLate() : call.apply(open)))
                .onComplete(result -> {
                    ended.set(true);
                    record(result, openings);
                    way.onSuccess(isOverdue(result) ? RedisClients::discard : RedisConnection::close);
                });
    }

    /** A connection came when nobody waited for the answer any more. */
    private static <T> Future<T> tooLate() {
        return Future.failedFuture(StoreUnavailableException.redisNotAsked(new TimeoutException()));
    }

    private static boolean isOverdue(AsyncResult<?> result) {
        return result.cause() instanceof StoreUnavailableException;
    }

    /** A refusal is an answer: Redis is there, and may still serve others. A call from before the circuit opened tells nothing. */
    void record(AsyncResult<?> result, int openingsBefore) {
        if (clients.isEnded()) {
            return;
        }
        refusals.note(result.cause());
        if (openingsBefore != circuit.openings()) {
            return;
        }
        if (isRefusedAltogether(result.cause())) {
            circuit.open(result.cause());
        } else if (isUnanswered(result.cause())) {
            circuit.failed(result.cause());
        } else {
            circuit.succeeded();
        }
    }

    private static boolean isRefusedAltogether(Throwable failure) {
        return failure instanceof StoreUnavailableException unavailable
                && unavailable
                        .refusal()
                        .filter(refusal -> refusal.scope() == StoreRefusal.Scope.STORE)
                        .isPresent();
    }

    private static boolean isUnanswered(Throwable failure) {
        return failure instanceof StoreUnavailableException unavailable
                && unavailable.mayHaveHappened()
                && unavailable.refusal().isEmpty();
    }

    private <T> Future<T> timed(Duration limit, Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        LoopTimeout waiting = LoopTimeout.begin(
                vertx,
                limit.toMillis(),
                () -> promise.tryFail(StoreUnavailableException.redis(new TimeoutException())));
        call.get().onComplete(result -> {
            waiting.end();
            if (result.succeeded()) {
                promise.tryComplete(result.result());
            } else {
                promise.tryFail(translated(result.cause()));
            }
        });
        return promise.future();
    }

    /** What a failure means: a refusal, an answer that says what was wrong with the question, or no answer. */
    static Throwable translated(Throwable failure) {
        if (!(failure instanceof ErrorType error) || isOfTheClient(error)) {
            return StoreUnavailableException.redis(failure);
        }
        if (isUnable(error)) {
            return StoreUnavailableException.redisNotAsked(error);
        }
        return RedisRefusal.failureOf(error).<Throwable>map(refused -> refused).orElse(error);
    }

    /** The client's own error for a connection that ended; in a batch it stands behind the number of the command. */
    private static boolean isOfTheClient(ErrorType error) {
        return String.valueOf(error.getMessage()).contains("CONNECTION_CLOSED");
    }

    /**
     * Whether Redis answered that it cannot serve now.
     *
     * @param failure the failure of a call, or its cause
     * @return true where it is there and refuses
     */
    public static boolean isRefusal(Throwable failure) {
        return failure instanceof ErrorType error && isUnable(error);
    }

    private static boolean isUnable(ErrorType error) {
        return REFUSALS.stream().anyMatch(error::is);
    }
}
