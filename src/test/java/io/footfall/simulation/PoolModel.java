package io.footfall.simulation;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A pool of connections to a {@link PostgresModel}, without bound: each that is taken is a new one. */
@SuppressWarnings("deprecation")
public final class PoolModel implements Pool {

    /** What lies between the service and Postgres. */
    public interface Wire {

        /** Runs each step at once; one that would have to wait for a lock fails. */
        Wire DIRECT = new Wire() {

            @Override
            public <T> Future<T> send(PostgresModel.Session session, Supplier<Optional<T>> step) {
                try {
                    return step.get()
                            .map(Future::succeededFuture)
                            .orElseGet(() -> Future.failedFuture(session.giveUp()));
                } catch (RuntimeException e) {
                    return Future.failedFuture(e);
                }
            }
        };

        /**
         * Carries one step to Postgres and its answer back. The steps of a session come one after the other.
         *
         * @param session the connection
         * @param step is run when it arrives; where it answers empty it waits for a lock, and is run again later
         * @param <T> the answer
         * @return the answer; fails as the step does, and where the connection ends
         */
        <T> Future<T> send(PostgresModel.Session session, Supplier<Optional<T>> step);

        /**
         * The client needs the connection no more, and sends nothing more on it. Where a step is still on its way Postgres may run it all the same.
         *
         * @param session the connection, on which a transaction may be open where a step failed
         */
        default void end(PostgresModel.Session session) {
            session.close();
        }
    }

    private final PostgresModel postgres;
    private final Wire wire;

    /**
     * A pool.
     *
     * @param postgres where it leads
     * @param wire the way there
     */
    public PoolModel(PostgresModel postgres, Wire wire) {
        this.postgres = postgres;
        this.wire = wire;
    }

    @Override
    public Future<SqlConnection> getConnection() {
        return Future.succeededFuture(connection());
    }

    private ConnectionModel connection() {
        return new ConnectionModel(postgres.connect(), wire);
    }

    @Override
    public void getConnection(Handler<AsyncResult<SqlConnection>> handler) {
        getConnection().onComplete(handler);
    }

    @Override
    public Query<RowSet<Row>> query(String sql) {
        return preparedQuery(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
        return new QueryModel(tuples -> {
            ConnectionModel connection = connection();
            return connection.execute(sql, tuples).onComplete(answer -> connection.end());
        });
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
        return preparedQuery(sql);
    }

    @Override
    public void close(Handler<AsyncResult<Void>> handler) {
        close().onComplete(handler);
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    @Override
    public Pool connectHandler(Handler<SqlConnection> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Pool connectionProvider(Function<Context, Future<SqlConnection>> provider) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int size() {
        return 0;
    }
}
