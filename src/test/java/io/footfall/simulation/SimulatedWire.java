package io.footfall.simulation;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The transport from one replica to a {@link PostgresModel}: each session uses one connection of a {@link Link}. */
public final class SimulatedWire implements PoolModel.Wire {

    private static final int LOOK_AGAIN_MICROS = 2_000;
    private static final long LOCK_TIMEOUT_MICROS = 400_000;
    private static final long LONGEST_IDLE_MILLIS = 2_000;
    private static final long LONGEST_LATENCY_MILLIS = 1_000;

    private final Timeline timeline;
    private final Link link;
    private final Map<PostgresModel.Session, Way> ways = new IdentityHashMap<>();

    /**
     * Creates a transport without connections.
     *
     * @param timeline the clock and the events of the simulation
     * @param link the network
     */
    public SimulatedWire(Timeline timeline, Link link) {
        this.timeline = timeline;
        this.link = link;
    }

    @Override
    public <T> Future<T> send(PostgresModel.Session session, Supplier<Optional<T>> step) {
        return ways.computeIfAbsent(session, Way::new).send(step);
    }

    @Override
    public void end(PostgresModel.Session session) {
        Way way = ways.remove(session);
        if (way == null) {
            session.close();
        } else {
            way.end();
        }
    }

    /** The connection of one session. */
    private final class Way {

        private final PostgresModel.Session session;
        private final Link.Connection connection = link.connect(this::broken);
        private final Set<Promise<?>> waiting = new LinkedHashSet<>();
        private long steps;
        private boolean closed;

        private Way(PostgresModel.Session session) {
            this.session = session;
        }

        private <T> Future<T> send(Supplier<Optional<T>> step) {
            Promise<T> promise = Promise.promise();
            if (link.isCut() && !connection.isEnded()) {
                connection.close();
                close();
            }
            if (connection.isEnded()) {
                promise.fail(ClosedConnectionException.INSTANCE);
            } else {
                waiting.add(promise);
                connection.send(() -> execute(step, promise, timeline.micros() + LOCK_TIMEOUT_MICROS));
            }
            return promise.future();
        }

        private <T> void execute(Supplier<Optional<T>> step, Promise<T> promise, long deadline) {
            if (closed) {
                return;
            }
            steps++;
            try {
                Optional<T> done = step.get();
                if (done.isPresent()) {
                    answer(promise, () -> promise.tryComplete(done.get()));
                } else if (timeline.micros() < deadline) {
                    timeline.at(timeline.micros() + LOOK_AGAIN_MICROS, () -> lookAgain(step, promise, deadline));
                } else {
                    PgException late = session.giveUp();
                    answer(promise, () -> promise.tryFail(late));
                }
            } catch (PgException failure) {
                answer(promise, () -> promise.tryFail(failure));
            }
        }

        private <T> void lookAgain(Supplier<Optional<T>> step, Promise<T> promise, long deadline) {
            if (!connection.isEnded()) {
                execute(step, promise, deadline);
            }
        }

        private void answer(Promise<?> promise, Runnable arrival) {
            watch(steps);
            connection.answer(() -> {
                waiting.remove(promise);
                arrival.run();
            });
        }

        /** Ends the session where its transaction stays idle for {@link #LONGEST_IDLE_MILLIS}, as Postgres does. */
        private void watch(long seen) {
            if (session.inTransaction()) {
                timeline.in(LONGEST_IDLE_MILLIS, () -> {
                    if (steps == seen && session.inTransaction() && !connection.isEnded()) {
                        connection.close();
                        broken();
                    }
                });
            }
        }

        /**
         * Closes the connection. A request that was sent before may still arrive within
         * {@link #LONGEST_LATENCY_MILLIS}.
         */
        private void end() {
            connection.close();
            if (waiting.isEmpty()) {
                close();
            } else {
                timeline.in(LONGEST_LATENCY_MILLIS, this::close);
            }
        }

        private void close() {
            if (!closed) {
                closed = true;
                session.close();
            }
        }

        private void broken() {
            close();
            List<Promise<?>> unanswered = List.copyOf(waiting);
            waiting.clear();
            unanswered.forEach(promise -> promise.tryFail(ClosedConnectionException.INSTANCE));
        }
    }
}
