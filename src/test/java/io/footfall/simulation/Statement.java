package io.footfall.simulation;

import io.vertx.sqlclient.Tuple;

/** What a statement does. */
interface Statement {

    /**
     * Executes it once.
     *
     * @throws MustWait where it needs a lock that another transaction holds
     */
    PostgresModel.Answer run(Tables tables, OpenTransaction transaction, Tuple arguments);
}
