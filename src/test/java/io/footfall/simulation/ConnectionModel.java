package io.footfall.simulation;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.spi.DatabaseMetadata;
import java.util.List;
import java.util.Optional;

/**
 * An {@link SqlConnection} of a {@link PoolModel}. Operations that the service does not use throw
 * {@link UnsupportedOperationException}.
 */
final class ConnectionModel implements SqlConnection {

    private final PostgresModel.Session session;
    private final PoolModel.Wire wire;
    private TransactionModel transaction;

    ConnectionModel(PostgresModel.Session session, PoolModel.Wire wire) {
        this.session = session;
        this.wire = wire;
    }

    Future<RowSet<Row>> execute(String sql, List<Tuple> tuples) {
        return wire.send(session, () -> session.execute(sql, tuples)).map(RowSetModel::of);
    }

    /** Sends a step that never waits for a lock and returns no rows. */
    Future<Void> send(Runnable step) {
        return wire.send(session, () -> {
                    step.run();
                    return Optional.of(true);
                })
                .mapEmpty();
    }

    void end() {
        wire.end(session);
    }

    @Override
    public Query<RowSet<Row>> query(String sql) {
        return preparedQuery(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
        return new QueryModel(tuples -> execute(sql, tuples));
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
        return preparedQuery(sql);
    }

    @Override
    public Future<Transaction> begin() {
        return send(session::begin).map(begun -> {
            transaction = new TransactionModel(this, session);
            return transaction;
        });
    }

    @Override
    public void begin(Handler<AsyncResult<Transaction>> handler) {
        begin().onComplete(handler);
    }

    /** Clears the current transaction of this connection, because it was committed or rolled back. */
    void forgetTransaction() {
        transaction = null;
    }

    @Override
    public Transaction transaction() {
        return transaction;
    }

    @Override
    public Future<Void> close() {
        end();
        return Future.succeededFuture();
    }

    @Override
    public void close(Handler<AsyncResult<Void>> handler) {
        close().onComplete(handler);
    }

    @Override
    public Future<PreparedStatement> prepare(String sql) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<PreparedStatement> prepare(String sql, PrepareOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SqlConnection prepare(String sql, Handler<AsyncResult<PreparedStatement>> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SqlConnection prepare(String sql, PrepareOptions options, Handler<AsyncResult<PreparedStatement>> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SqlConnection exceptionHandler(Handler<Throwable> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SqlConnection closeHandler(Handler<Void> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isSSL() {
        return false;
    }

    @Override
    public DatabaseMetadata databaseMetadata() {
        throw new UnsupportedOperationException();
    }
}
