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

/** Tells a Postgres that is out of reach from one that refuses what it was asked. */
public final class PostgresFailures {

    private static final int DEEPEST_CAUSE = 10;

    /** It took too long, or a lock did. */
    private static final Set<String> GIVEN_UP = Set.of("57014", "55P03");

    /** How the client's pool says that no connection became free in time. */
    private static final String WAITED = "Timeout";

    private PostgresFailures() {}

    /**
     * Whether a failure means that Postgres is out of reach, so that trying again later makes sense.
     *
     * @param failure a failure of the reactive client or of Hibernate Reactive
     * @return true where no connection could be had, the one there was broke, or Postgres gave up
     */
    public static boolean isUnavailable(Throwable failure) {
        return causes(failure).anyMatch(PostgresFailures::isOfConnection);
    }

    /** Whether all connections of the pool were busy for too long. */
    static boolean isPoolBusy(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof ConnectionPoolTooBusyException
                        || cause instanceof NoStackTraceThrowable && WAITED.equals(cause.getMessage()));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST_CAUSE);
    }

    /** Whether Postgres said so itself, as it does of deadlocks and of too many connections. */
    static boolean isAnswer(Throwable failure) {
        return failure instanceof PgException answer
                && answer.getSqlState() != null
                && !answer.getSqlState().startsWith("57P");
    }

    private static boolean isOfConnection(Throwable cause) {
        if (cause instanceof PgException refused) {
            // Classes of SQLSTATE: connection exception, rollback (deadlock), insufficient resources, shutting down.
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
