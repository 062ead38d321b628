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
 * The gate that every statement goes through. A statement may take long; a Postgres that is not there may not. So there is
 * no short time-out on statements: one that has no answer after a moment makes the gateway ask Postgres whether it is
 * there, and where it does not say so, the circuit opens and everybody who waits is told at once.
 */
@Singleton
public class PostgresGateway {

    /** Time between two looks at a Postgres that is there and takes long. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    /** Of one transaction, so that it is the same behind a pooler. */
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
     * A gate that is open until Postgres does not answer.
     *
     * @param vertx keeps the time
     * @param pool the connections
     * @param heartbeat tells whether Postgres is there
     * @param settings how long calls may take
     * @param clock for the log
     * @param metrics where the circuit is shown
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

    /** One call that waits for Postgres; answered once, on the context that it came from. */
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
     * The circuit of Postgres.
     *
     * @return its state, for health and for those who want to be told
     */
    public StoreCircuit circuit() {
        return circuit;
    }

    /**
     * What Postgres refuses until an operator changes something.
     *
     * @return its refusals, for health and for those who meet one
     */
    public StoreRefusals refusals() {
        return refusals;
    }

    /**
     * Whether Postgres is there and takes no changes, as a standby.
     *
     * @return true until one is found that does
     */
    public boolean isReadOnly() {
        return !circuit.isClosed() && readOnly;
    }

    /**
     * Asks Postgres something that a request waits for.
     *
     * @param work the statements
     * @param <T> their answer
     * @return the answer; fails with {@link StoreUnavailableException} where there was none, and with what Postgres answered
     *     where that was an error
     */
    public <T> Uni<T> ask(Supplier<Uni<T>> work) {
        return ask(work, work);
    }

    /** The same in the name of another class. */
    <T> Uni<T> ask(Object owner, Supplier<Uni<T>> work) {
        return ask(settings.patience(), owner, work);
    }

    /**
     * Asks Postgres something that may wait longer than a request would. Each of its statements takes as long as one of a request, at most.
     *
     * @param work the statements
     * @param <T> their answer
     * @return as {@link #ask(Supplier)}
     */
    public <T> Uni<T> askInBackground(Supplier<Uni<T>> work) {
        return ask(settings.patienceInBackground(), work, work);
    }

    /**
     * Asks Postgres something that takes Postgres itself long, because there is much to do.
     *
     * @param work the statements, of one transaction; each may take as long as work in the background
     * @param <T> their answer
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
                // It opened after it was looked at, and may have told those who wait already.
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
            // Told overdue long ago; that its connection ends says nothing new.
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
            // It says nothing of Postgres.
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

    /** A Postgres that is there and does not answer: the connection may lead nowhere. */
    private void overdue(Call<?> call) {
        waiting.remove(call);
        StoreUnavailableException failure = overdue();
        call.fail(failure);
        circuit.failed(failure);
    }

    private static StoreUnavailableException overdue() {
        return StoreUnavailableException.postgres(new TimeoutException());
    }

    /** The first look takes its time: everything is slow when it is done for the first time. */
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

    /** Of one connection at least, which the heartbeat's own need not have noticed. All are made anew when one is found that takes changes. */
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

    /** Looks whether Postgres is there, without waiting for it; those who come while it looks share the look. */
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
        // No request waits for this one, and a new connection takes its time.
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

    /** Postgres is taken to be away until its schema is that of this version: on an older one a statement may do half of what it should. */
    void schemaIsBehind(Throwable cause) {
        schemaIsBehind = true;
        refusals.note(cause);
        circuit.open(cause);
    }

    /** In the service nobody asks until {@link Migrations} are done; that says nothing of Postgres. */
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
