package io.footfall.platform.postgres;

import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.hibernate.exception.JDBCConnectionException;

/** Distinguishes failures of an unavailable Postgres from errors that Postgres replies to a statement. */
public final class PostgresFailures {

    private static final int DEEPEST_CAUSE = 10;

    /** SQLSTATEs of a cancelled statement, for instance after its timeout, and of a lock that was not available. */
    private static final Set<String> GIVEN_UP = Set.of("57014", "55P03");

    /** The message of the client's pool when no connection became free in time. */
    private static final String WAITED = "Timeout";

    private PostgresFailures() {}

    /**
     * Whether a failure means that Postgres is unavailable, so that a later retry makes sense.
     *
     * @param failure a failure of the reactive client or of Hibernate Reactive
     * @return true if no connection could be opened, the connection broke, or Postgres gave up the statement
     */
    public static boolean isUnavailable(Throwable failure) {
        return causes(failure).anyMatch(PostgresFailures::isOfConnection);
    }

    /** Whether no connection of the pool became free in time, or too many calls already waited for one. */
    static boolean isPoolBusy(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof ConnectionPoolTooBusyException
                        || cause instanceof NoStackTraceThrowable && WAITED.equals(cause.getMessage()));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST_CAUSE);
    }

    /**
     * Whether Postgres itself replied with this failure, as for deadlocks and for too many connections. Not while it
     * starts or shuts down (57P).
     */
    static boolean isAnswer(Throwable failure) {
        return failure instanceof PgException answer
                && answer.getSqlState() != null
                && !answer.getSqlState().startsWith("57P");
    }

    private static boolean isOfConnection(Throwable cause) {
        if (cause instanceof PgException refused) {
            // SQLSTATE classes: connection exception (08), rollback such as a deadlock (40), insufficient resources
            // (53), starting or shutting down (57P).
            String state = refused.getSqlState();
            return state != null
                    && (state.startsWith("08")
                            || state.startsWith("40")
                            || state.startsWith("53")
                            || state.startsWith("57P")
                            || GIVEN_UP.contains(state));
        }
        return cause instanceof IOException
                || cause instanceof TimeoutException
                || cause instanceof JDBCConnectionException
                || cause instanceof VertxException;
    }
}
