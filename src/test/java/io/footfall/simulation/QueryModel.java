package io.footfall.simulation;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collector;

/**
 * A prepared statement of a {@link PoolModel}.
 *
 * @param execution executes the statement once for each tuple of a list
 */
record QueryModel(Function<List<Tuple>, Future<RowSet<Row>>> execution) implements PreparedQuery<RowSet<Row>> {

    private static final List<Tuple> NO_ARGUMENTS = List.of(Tuple.tuple());

    @Override
    public Future<RowSet<Row>> execute() {
        return execution.apply(NO_ARGUMENTS);
    }

    @Override
    public Future<RowSet<Row>> execute(Tuple tuple) {
        return execution.apply(List.of(tuple));
    }

    @Override
    public Future<RowSet<Row>> executeBatch(List<Tuple> tuples) {
        return tuples.isEmpty()
                ? Future.failedFuture("Can not execute batch query with 0 sets of batch parameters.")
                : execution.apply(tuples);
    }

    @Override
    public void execute(Handler<AsyncResult<RowSet<Row>>> handler) {
        execute().onComplete(handler);
    }

    @Override
    public void execute(Tuple tuple, Handler<AsyncResult<RowSet<Row>>> handler) {
        execute(tuple).onComplete(handler);
    }

    @Override
    public void executeBatch(List<Tuple> tuples, Handler<AsyncResult<RowSet<Row>>> handler) {
        executeBatch(tuples).onComplete(handler);
    }

    @Override
    public <R> PreparedQuery<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <U> PreparedQuery<RowSet<U>> mapping(Function<Row, U> mapper) {
        throw new UnsupportedOperationException();
    }
}
