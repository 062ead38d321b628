package io.footfall.simulation;

import io.vertx.sqlclient.Tuple;

/** The behaviour of an SQL statement. */
interface Statement {

    /**
     * Executes the statement once.
     *
     * @throws LockUnavailableException where it needs a lock that another transaction holds
     */
    PostgresModel.Answer run(Tables tables, OpenTransaction transaction, Tuple arguments);
}
