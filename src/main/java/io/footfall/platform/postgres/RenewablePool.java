package io.footfall.platform.postgres;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.pgclient.PgPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A pool whose connections can all be replaced. After an outage some connections of a pool may be dead, and a statement
 * on one of them never gets a reply, because nothing notifies the client that the server is gone.
 *
 * <p>It implements the deprecated {@link PgPool}, because Quarkus accepts no other type.
 */
@SuppressWarnings("deprecation")
final class RenewablePool implements PgPool {

    private final Supplier<Pool> maker;
    private volatile Pool current;

    RenewablePool(Supplier<Pool> maker) {
        this.maker = maker;
        this.current = maker.get();
    }

    synchronized void renew() {
        Pool old = current;
        current = maker.get();
        old.close();
    }

    @Override
    public void getConnection(Handler<AsyncResult<SqlConnection>> handler) {
        getConnection().onComplete(handler);
    }

    @Override
    public Future<SqlConnection> getConnection() {
        return current.getConnection();
    }

    @Override
    public Query<RowSet<Row>> query(String sql) {
        return new PooledQuery<>(current, connection -> connection.query(sql));
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
        return new PooledPreparedQuery<>(current, connection -> connection.preparedQuery(sql));
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
        return new PooledPreparedQuery<>(current, connection -> connection.preparedQuery(sql, options));
    }

    @Override
    public void close(Handler<AsyncResult<Void>> handler) {
        close().onComplete(handler);
    }

    @Override
    public Future<Void> close() {
        return current.close();
    }

    @Override
    @Deprecated
    public PgPool connectHandler(Handler<SqlConnection> handler) {
        throw new UnsupportedOperationException("configure the pool instead");
    }

    @Override
    @Deprecated
    public PgPool connectionProvider(Function<Context, Future<SqlConnection>> provider) {
        throw new UnsupportedOperationException("configure the pool instead");
    }

    @Override
    public int size() {
        return current.size();
    }
}
