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
 * A query that takes a connection of a pool when it is executed.
 *
 * <p>The pool's own leave those who waited too long for a connection in its queue, execute them all the same where their turn comes, and throw where
 * they refuse.
 *
 * @param pool the connections
 * @param query the query of a connection
 * @param <T> the answer
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
