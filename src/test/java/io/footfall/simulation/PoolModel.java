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

/** A pool of connections to a {@link PostgresModel}. It is unbounded: each request for a connection gets a new one. */
@SuppressWarnings("deprecation")
public final class PoolModel implements Pool {

    /** The transport between the service and Postgres. */
    public interface Wire {

        /** Runs each step immediately. A step that would have to wait for a lock fails. */
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
         * Sends one step to Postgres and returns its reply. The steps of a session run one after the other.
         *
         * @param session the connection
         * @param step runs when the request arrives. An empty result means that it waits for a lock and has to run
         *     again later
         * @param <T> the type of the result
         * @return the result; fails as the step fails, and where the connection breaks
         */
        <T> Future<T> send(PostgresModel.Session session, Supplier<Optional<T>> step);

        /**
         * Ends the client's use of a connection; the client sends nothing more on it. Postgres may still run a step
         * that is in flight.
         *
         * @param session the connection, in which a transaction may still be open where a step failed
         */
        default void end(PostgresModel.Session session) {
            session.close();
        }
    }

    private final PostgresModel postgres;
    private final Wire wire;

    /**
     * Creates a pool.
     *
     * @param postgres the database
     * @param wire the transport to the database
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
