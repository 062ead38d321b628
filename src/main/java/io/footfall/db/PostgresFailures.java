package io.footfall.db;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.hibernate.exception.JDBCConnectionException;

/** Tells a Postgres that is out of reach from one that refuses what it was asked. */
public final class PostgresFailures {

    private static final int DEEPEST_CAUSE = 10;

    private PostgresFailures() {}

    /**
     * Whether a failure means that Postgres is out of reach, so that trying again later makes sense.
     *
     * @param failure a failure of the reactive client or of Hibernate Reactive
     * @return true where no connection could be had or the one there was broke
     */
    public static boolean isUnavailable(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST_CAUSE)
                .anyMatch(PostgresFailures::isOfConnection);
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
                            || state.startsWith("57P"));
        }
        return cause instanceof IOException
                || cause instanceof TimeoutException
                || cause instanceof JDBCConnectionException
                || cause instanceof VertxException;
    }
}
