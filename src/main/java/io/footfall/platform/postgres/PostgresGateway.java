package io.footfall.platform.postgres;

import io.footfall.platform.store.RetryLoop;
import io.footfall.platform.store.StoreCircuit;
import io.footfall.platform.store.StoreRefusals;
import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.platform.tracing.Spans;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The gateway that every statement to Postgres goes through. A statement may take long, but an unavailable Postgres
 * must be noticed quickly. So statements have no short timeout: if a statement has no reply after
 * {@link PostgresSettings#suspicion()}, the gateway probes Postgres. If the probe fails, the circuit opens and all
 * waiting calls fail at once.
 */
@Singleton
public class PostgresGateway {

    /** Time between two probes while a statement takes long and Postgres is available. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    /** Sets the limits for one transaction only, so that they work behind a pooler too. */
    private static final String TAKE_TIME = """
            select set_config('statement_timeout', '%d', true), set_config('idle_in_transaction_session_timeout', '%d', true)
            """;

    private final Vertx vertx;
    private final Pool pool;
    private final PostgresHeartbeat heartbeat;
    private final PostgresSettings settings;
    private final StoreCircuit circuit;
    private final StoreRefusals refusals;
    private final RetryLoop retryLoop;
    private final Set<Call<?>> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean readOnly;
    private volatile boolean schemaIsBehind;

    /**
     * Creates a gateway with a closed circuit.
     *
     * @param vertx provides the timers
     * @param pool the connections
     * @param heartbeat probes Postgres
     * @param settings the timeouts of calls
     * @param clock the clock for log lines and refusals
     * @param metrics the registry for the state of the circuit
     */
    @Inject
    public PostgresGateway(
            Vertx vertx,
            Pool pool,
            PostgresHeartbeat heartbeat,
            PostgresSettings settings,
            Clock clock,
            MeterRegistry metrics) {
        this(
                vertx,
                pool,
                heartbeat,
                settings,
                new StoreCircuit("postgres", clock, metrics),
                new StoreRefusals("postgres", clock, metrics));
    }

    PostgresGateway(
            Vertx vertx,
            Pool pool,
            PostgresHeartbeat heartbeat,
            PostgresSettings settings,
            StoreCircuit circuit,
            StoreRefusals refusals) {
        this.refusals = refusals;
        this.vertx = vertx;
        this.pool = pool;
        this.heartbeat = heartbeat;
        this.settings = settings;
        this.circuit = circuit;
        this.retryLoop = new RetryLoop(vertx, this::probe, circuit::isClosed, settings.longestPause());
        circuit.whenOpened(cause -> opened());
    }

    /** One call in flight. It gets one result only; a failure is emitted on the context of the caller. */
    private static final class Call<T> {
        private final Context caller;
        private final UniEmitter<? super T> answer;
        private final AtomicBoolean answered = new AtomicBoolean();

        private Call(Context caller, UniEmitter<? super T> answer) {
            this.caller = caller;
            this.answer = answer;
        }

        private void complete(T item) {
            if (answered.compareAndSet(false, true)) {
                answer.complete(item);
            }
        }

        private void fail(Throwable failure) {
            if (answered.compareAndSet(false, true)) {
                caller.runOnContext(unused -> answer.fail(failure));
            }
        }
    }

    /**
     * Returns the circuit of Postgres.
     *
     * @return the circuit, for health checks and for listeners
     */
    public StoreCircuit circuit() {
        return circuit;
    }

    /**
     * Returns the refusals of Postgres that last until an operator changes something.
     *
     * @return the refusals, for health checks and for recording new ones
     */
    public StoreRefusals refusals() {
        return refusals;
    }

    /**
     * Whether Postgres is available but read-only, as a standby is.
     *
     * @return true until a probe finds a Postgres that accepts changes
     */
    public boolean isReadOnly() {
        return !circuit.isClosed() && readOnly;
    }

    /**
     * Runs statements that a request waits for. The timeout is {@link PostgresSettings#patience()}.
     *
     * @param work the statements
     * @param <T> type of the result
     * @return the result; fails with {@link StoreUnavailableException} if Postgres is unavailable, refuses, or the
     *     service is overloaded, and with the error of Postgres otherwise
     */
    public <T> Uni<T> ask(Supplier<Uni<T>> work) {
        return ask(work, work);
    }

    /** The same, with the span named after the owner. */
    <T> Uni<T> ask(Object owner, Supplier<Uni<T>> work) {
        return ask(settings.patience(), owner, work);
    }

    /**
     * Runs statements of background work, which may wait longer for a connection than a request. Each statement is
     * still limited to {@link PostgresSettings#patience()} by Postgres, unless a pooler is in between. The timeout of
     * the whole call is {@link PostgresSettings#patienceInBackground()}.
     *
     * @param work the statements
     * @param <T> type of the result
     * @return as {@link #ask(Supplier)}
     */
    public <T> Uni<T> askInBackground(Supplier<Uni<T>> work) {
        return ask(settings.patienceInBackground(), work, work);
    }

    /**
     * Runs statements that take Postgres long because they process many rows.
     *
     * @param work the statements, which run in one transaction; each may take up to
     *     {@link PostgresSettings#patienceInBackground()}
     * @param <T> type of the result
     * @return as {@link #ask(Supplier)}
     */
    public <T> Uni<T> askInBulk(Function<SqlConnection, Uni<T>> work) {
        String takeTime = TAKE_TIME.formatted(
                settings.patienceInBackground().toMillis(),
                settings.longestIdleInTransaction().toMillis());
        return ask(
                settings.patienceInBackground(),
                work,
                () -> pool.withTransaction(
                        connection -> connection.query(takeTime).execute().chain(() -> work.apply(connection))));
    }

    private <T> Uni<T> ask(Duration limit, Object owner, Supplier<Uni<T>> work) {
        return Spans.around(Spans.POSTGRES, owner, asked(limit, work));
    }

    private <T> Uni<T> asked(Duration limit, Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            if (schemaIsBehind || !circuit.isClosed()) {
                emitter.fail(StoreUnavailableException.postgresNotAsked());
                return;
            }
            Call<T> call = new Call<>(vertx.getOrCreateContext(), emitter);
            waiting.add(call);
            if (!circuit.isClosed()) {
                // The circuit opened after the first check, and may already have failed the waiting calls.
                waiting.remove(call);
                call.fail(StoreUnavailableException.postgresNotAsked());
                return;
            }
            long look = vertx.setPeriodic(settings.suspicion().toMillis(), LOOK_AGAIN.toMillis(), timer -> look());
            long end = vertx.setTimer(limit.toMillis(), timer -> {
                vertx.cancelTimer(look);
                overdue(call);
            });
            Uni.createFrom()
                    .deferred(() -> work.get())
                    .onTermination()
                    .invoke(() -> {
                        vertx.cancelTimer(look);
                        vertx.cancelTimer(end);
                        waiting.remove(call);
                    })
                    .subscribe()
                    .with(call::complete, failure -> failed(call, failure));
        });
    }

    private <T> void failed(Call<T> call, Throwable failure) {
        if (call.answered.get()) {
            // The call has already failed with a timeout. The end of its connection is no new information.
            return;
        }
        if (PostgresRefusal.of(failure).isPresent()) {
            Throwable refused = PostgresRefusal.translated(failure);
            refusals.note(refused);
            call.fail(refused);
            if (PostgresRefusal.isReadOnly(failure)) {
                takesNoChanges(refused);
            }
        } else if (PostgresFailures.isPoolBusy(failure)) {
            // This says nothing about Postgres, so the circuit does not record it.
            call.fail(StoreUnavailableException.overloaded());
        } else if (PostgresFailures.isUnavailable(failure)) {
            if (!PostgresFailures.isAnswer(failure)) {
                circuit.failed(failure);
            }
            call.fail(StoreUnavailableException.postgres(failure));
        } else {
            call.fail(failure);
        }
    }

    /**
     * Fails a call after its timeout, and records the failure. Probes may still succeed while the connection of the
     * call is dead.
     */
    private void overdue(Call<?> call) {
        waiting.remove(call);
        StoreUnavailableException failure = overdue();
        call.fail(failure);
        circuit.failed(failure);
    }

    private static StoreUnavailableException overdue() {
        return StoreUnavailableException.postgres(new TimeoutException());
    }

    /** The first probe gets the long timeout, because first-time initialisation makes everything slow. */
    void start(@Observes StartupEvent event) {
        start();
    }

    void start() {
        looking.set(true);
        heartbeat
                .beat(settings.patience())
                .onTermination()
                .invoke(() -> looking.set(false))
                .subscribe()
                .with(there -> foundThere(), this::isAway);
    }

    private void isAway(Throwable failure) {
        Throwable translated = PostgresRefusal.translated(failure);
        foundAway(failure);
        refusals.note(translated);
        circuit.open(translated);
    }

    /**
     * At least one pooled connection found Postgres read-only; the connection of the heartbeat need not have noticed.
     * When a probe finds a Postgres that accepts changes, the whole pool is renewed.
     */
    private void takesNoChanges(Throwable refused) {
        readOnly = true;
        heartbeat.beginAnew();
        circuit.open(refused);
    }

    private void foundAway(Throwable failure) {
        readOnly = PostgresRefusal.isReadOnly(failure);
    }

    private void foundThere() {
        readOnly = false;
        circuit.succeeded();
    }

    /**
     * Starts a probe of Postgres and returns at once. At most one probe runs at a time; calls during a probe share it.
     * Does nothing while the circuit is open.
     */
    public void look() {
        if (circuit.isClosed() && looking.compareAndSet(false, true)) {
            heartbeat
                    .beat(settings.probe())
                    .onTermination()
                    .invoke(() -> looking.set(false))
                    .subscribe()
                    .with(there -> foundThere(), this::isAway);
        }
    }

    private Uni<Void> probe() {
        if (schemaIsBehind) {
            return Uni.createFrom().failure(StoreUnavailableException.postgresNotAsked());
        }
        // No request waits for this probe, and opening a new connection takes time, so its timeout is longer.
        return heartbeat
                .beat(settings.longestPause())
                .onFailure()
                .invoke(this::foundAway)
                .onFailure()
                .transform(PostgresRefusal::translated)
                .onFailure()
                .invoke(refusals::note)
                .invoke(heartbeat::renewPool)
                .invoke(() -> readOnly = false)
                .invoke(circuit::close);
    }

    /**
     * Blocks all calls until the schema is migrated to this version: on an older schema a statement might do only a
     * part of its work.
     */
    void schemaIsBehind(Throwable cause) {
        schemaIsBehind = true;
        refusals.note(cause);
        circuit.open(cause);
    }

    /**
     * In the service, no call reaches Postgres until {@link Migrations} have succeeded. The circuit stays closed,
     * because this says nothing about Postgres.
     */
    @PostConstruct
    void schemaIsPending() {
        schemaIsBehind = true;
    }

    void schemaIsUpToDate() {
        schemaIsBehind = false;
    }

    private void opened() {
        waiting.forEach(call -> call.fail(overdue()));
        retryLoop.start();
    }
}
