package io.footfall.simulation;

import io.vertx.pgclient.PgException;

/** The errors that Postgres answers, with their SQLSTATE. */
final class PostgresErrors {

    private PostgresErrors() {}

    private static PgException error(String state, String message, String detail) {
        return new PgException(message, "ERROR", state, detail);
    }

    static PgException uniqueViolation(String constraint, Object key) {
        return error(
                "23505",
                "duplicate key value violates unique constraint \"" + constraint + "\"",
                "Key " + key + " already exists.");
    }

    static PgException foreignKeyViolation(String constraint, Object key) {
        return error(
                "23503",
                "insert or update violates foreign key constraint \"" + constraint + "\"",
                "Key " + key + " is not present.");
    }

    static PgException deadlock() {
        return error("40P01", "deadlock detected", null);
    }

    static PgException lockTimeout() {
        return error("55P03", "canceling statement due to lock timeout", null);
    }

    static PgException failedTransaction() {
        return error("25P02", "current transaction is aborted, commands ignored until end of transaction block", null);
    }
}
