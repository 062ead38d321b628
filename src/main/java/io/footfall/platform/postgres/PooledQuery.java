package io.footfall.platform.postgres;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import java.util.function.Function;
import java.util.stream.Collector;

/**
 * A query that takes a connection from a pool when it is executed.
 *
 * <p>It replaces the pool's own queries, which handle overload wrongly: a query that waited too long for a connection
 * stays in the queue and is executed anyway when its turn comes, and a query that does not fit into the queue throws an
 * exception instead of failing its future.
 *
 * @param pool the pool of connections
 * @param query creates the query on a connection
 * @param <T> type of the result
 */
record PooledQuery<T>(Pool pool, Function<SqlConnection, Query<T>> query) implements Query<T> {

    @Override
    public Future<T> execute() {
        return pool.withConnection(connection -> query.apply(connection).execute());
    }

    @Override
    public void execute(Handler<AsyncResult<T>> handler) {
        execute().onComplete(handler);
    }

    @Override
    public <R> Query<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
        return new PooledQuery<>(pool, query.andThen(one -> one.collecting(collector)));
    }

    @Override
    public <U> Query<RowSet<U>> mapping(Function<Row, U> mapper) {
        return new PooledQuery<>(pool, query.andThen(one -> one.mapping(mapper)));
    }
}
