package io.footfall.platform.postgres;

import io.footfall.platform.store.StoreRefusal;
import io.footfall.platform.store.StoreUnavailableException;
import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides from the SQLSTATE of a failure whether it is a refusal that lasts until an operator changes something. */
final class PostgresRefusal {

    /** The SQLSTATE of a change in a read-only transaction, as on a standby. */
    static final String READ_ONLY = "25006";

    private static final int DEEPEST_CAUSE = 10;

    private PostgresRefusal() {}

    static Optional<StoreRefusal> of(Throwable failure) {
        return states(failure).flatMap(state -> of(state).stream()).findFirst();
    }

    /** Translates a refusal to the exception that callers get; returns other failures unchanged. */
    static Throwable translated(Throwable failure) {
        return of(failure)
                .<Throwable>map(refusal -> StoreUnavailableException.refused("Postgres", refusal, failure))
                .orElse(failure);
    }

    static boolean isReadOnly(Throwable failure) {
        return states(failure).anyMatch(READ_ONLY::equals);
    }

    /** Returns the SQLSTATEs of a failure and its causes, from the reactive client and from JDBC. */
    static Stream<String> states(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST_CAUSE)
                .flatMap(cause -> Stream.ofNullable(stateOf(cause)));
    }

    private static String stateOf(Throwable cause) {
        if (cause instanceof PgException answer) {
            return answer.getSqlState();
        }
        return cause instanceof SQLException answer ? answer.getSQLState() : null;
    }

    private static Optional<StoreRefusal> of(String state) {
        return switch (state) {
            case "28P01", "28000" ->
                store("wrong_password", "Postgres does not take the user and password of DATABASE_URL");
            case "3D000" -> store("database_missing", "the database that DATABASE_URL names does not exist");
            case READ_ONLY ->
                store(
                        "read_only",
                        "Postgres takes no changes: it is a standby, or set to be read only; DATABASE_URL must lead to the primary");
            case "42501" ->
                Optional.of(new StoreRefusal(
                        StoreRefusal.Scope.OPERATION,
                        "right_missing",
                        "the role of DATABASE_URL lacks a right; docs/postgres.md lists those that it needs"));
            default -> Optional.empty();
        };
    }

    private static Optional<StoreRefusal> store(String code, String explanation) {
        return Optional.of(new StoreRefusal(StoreRefusal.Scope.STORE, code, explanation));
    }
}
