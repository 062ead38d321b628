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
 * The gateway that pooled calls to Redis go through. It applies a timeout to each call, and sends none while the
 * circuit is open. Then a probe checks Redis with growing pauses, and closes the circuit when Redis replies.
 */
@Singleton
public final class RedisGateway {

    /** Error codes of a server that cannot serve at the moment. The refused command had no effect. */
    private static final Set<String> REFUSALS = Set.of(
            "BUSY", "LOADING", "MASTERDOWN", "READONLY", "OOM", "MISCONF", "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN");

    private final Vertx vertx;
    private final RedisClients clients;
    private final StoreCircuit circuit;
    private final StoreRefusals refusals;
    private final Duration patienceOfProbe;
    private final RetryLoop retryLoop;

    /**
     * Creates a gateway with a closed circuit.
     *
     * @param vertx provides the timers
     * @param clients the source of clients
     * @param settings the timeouts of calls
     * @param clock the clock for log lines and refusals
     * @param metrics the registry for the state of the circuit
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
     * Returns the circuit of Redis.
     *
     * @return the circuit, for health checks and for listeners
     */
    public StoreCircuit circuit() {
        return circuit;
    }

    /**
     * Returns the refusals of Redis that last until an operator changes something.
     *
     * @return the refusals, for health checks and for recording new ones
     */
    public StoreRefusals refusals() {
        return refusals;
    }

    /**
     * Whether an address of Redis is configured.
     *
     * @return false if there is none, which is allowed only for a service that is to run without Redis
     */
    public boolean isConfigured() {
        return clients.isConfigured();
    }

    /**
     * Checks whether Redis is available, on a new connection and even while the circuit is open. If Redis replies,
     * closes the circuit.
     *
     * @return completes if Redis replied; fails if not
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
     * Makes a call on a pooled connection, unless the circuit is open.
     *
     * @param limit timeout for getting a connection and for the reply together
     * @param call the call
     * @param <T> type of the reply
     * @return the reply; fails with {@link StoreUnavailableException} if there was none
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

    /** The failure of a call that got its connection only after its timeout. */
    private static <T> Future<T> tooLate() {
        return Future.failedFuture(StoreUnavailableException.redisNotAsked(new TimeoutException()));
    }

    private static boolean isOverdue(AsyncResult<?> result) {
        return result.cause() instanceof StoreUnavailableException;
    }

    /**
     * Records the result of a call in the circuit. An error reply counts as a success, also the refusal of one
     * operation: Redis is available and may still serve other calls. A refusal of the whole store opens the circuit at
     * once. The result of a call that began before the circuit opened last is ignored, because it says nothing about
     * the current state.
     */
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

    /**
     * Translates a failure: a refusal or no reply becomes a {@link StoreUnavailableException}; an error reply to a
     * wrong command stays as it is.
     */
    static Throwable translated(Throwable failure) {
        if (!(failure instanceof ErrorType error) || isOfTheClient(error)) {
            return StoreUnavailableException.redis(failure);
        }
        if (isUnable(error)) {
            return StoreUnavailableException.redisNotAsked(error);
        }
        return RedisRefusal.failureOf(error).<Throwable>map(refused -> refused).orElse(error);
    }

    /**
     * Whether it is the client's own error for a closed connection. In a batch the text follows the number of the
     * command, so a prefix check is not enough.
     */
    private static boolean isOfTheClient(ErrorType error) {
        return String.valueOf(error.getMessage()).contains("CONNECTION_CLOSED");
    }

    /**
     * Whether Redis replied that it cannot serve at the moment.
     *
     * @param failure the failure of a call, or its cause
     * @return true if Redis is reachable and refused
     */
    public static boolean isRefusal(Throwable failure) {
        return failure instanceof ErrorType error && isUnable(error);
    }

    private static boolean isUnable(ErrorType error) {
        return REFUSALS.stream().anyMatch(error::is);
    }
}
