package io.footfall.platform.postgres;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collector;

/**
 * A query with parameters that takes a connection from a pool when it is executed; see {@link PooledQuery}.
 *
 * @param pool the pool of connections
 * @param query creates the query on a connection
 * @param <T> type of the result
 */
record PooledPreparedQuery<T>(Pool pool, Function<SqlConnection, PreparedQuery<T>> query) implements PreparedQuery<T> {

    private Future<T> with(Function<PreparedQuery<T>, Future<T>> execution) {
        return pool.withConnection(query.andThen(execution));
    }

    @Override
    public Future<T> execute() {
        return with(PreparedQuery::execute);
    }

    @Override
    public Future<T> execute(Tuple values) {
        return with(one -> one.execute(values));
    }

    @Override
    public Future<T> executeBatch(List<Tuple> batch) {
        return with(one -> one.executeBatch(batch));
    }

    @Override
    public void execute(Handler<AsyncResult<T>> handler) {
        execute().onComplete(handler);
    }

    @Override
    public void execute(Tuple values, Handler<AsyncResult<T>> handler) {
        execute(values).onComplete(handler);
    }

    @Override
    public void executeBatch(List<Tuple> batch, Handler<AsyncResult<T>> handler) {
        executeBatch(batch).onComplete(handler);
    }

    @Override
    public <R> PreparedQuery<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
        return new PooledPreparedQuery<>(pool, query.andThen(one -> one.collecting(collector)));
    }

    @Override
    public <U> PreparedQuery<RowSet<U>> mapping(Function<Row, U> mapper) {
        return new PooledPreparedQuery<>(pool, query.andThen(one -> one.mapping(mapper)));
    }
}
