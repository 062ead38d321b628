package io.footfall.simulation;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.TransactionRollbackException;

/** A transaction of a {@link ConnectionModel}. */
final class TransactionModel implements Transaction {

    private final ConnectionModel connection;
    private final PostgresModel.Session session;
    private final Promise<Void> completion = Promise.promise();

    TransactionModel(ConnectionModel connection, PostgresModel.Session session) {
        this.connection = connection;
        this.session = session;
    }

    @Override
    public Future<Void> commit() {
        connection.forgetTransaction();
        return connection.send(session::commit).onComplete(completion);
    }

    @Override
    public Future<Void> rollback() {
        connection.forgetTransaction();
        return connection
                .send(session::rollback)
                .onSuccess(done -> completion.fail(TransactionRollbackException.INSTANCE))
                .onFailure(completion::fail);
    }

    @Override
    public Future<Void> completion() {
        return completion.future();
    }

    @Override
    public void commit(Handler<AsyncResult<Void>> handler) {
        commit().onComplete(handler);
    }

    @Override
    public void rollback(Handler<AsyncResult<Void>> handler) {
        rollback().onComplete(handler);
    }

    @Override
    public void completion(Handler<AsyncResult<Void>> handler) {
        completion().onComplete(handler);
    }
}
