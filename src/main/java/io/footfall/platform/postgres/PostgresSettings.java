package io.footfall.platform.postgres;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How Postgres is used. */
@ConfigMapping(prefix = "footfall.postgres")
public interface PostgresSettings {

    /**
     * After how long without an answer a call makes the gateway look whether Postgres is there at all.
     *
     * @return longer than most statements take
     */
    @WithDefault("75ms")
    Duration suspicion();

    /**
     * How long Postgres may take to say that it is there.
     *
     * @return together with the suspicion, what a request waits for a Postgres that is not
     */
    @WithDefault("100ms")
    Duration probe();

    /**
     * How long a request waits for a Postgres that is there, and after how long Postgres itself ends a statement.
     *
     * @return a client's patience
     */
    @WithDefault("5s")
    Duration patience();

    /**
     * How long work in the background, such as a sync, waits for one answer of a Postgres that is there, and after how long
     * Postgres itself ends a statement of work in bulk.
     *
     * @return a time that the transfer of a large batch may take
     */
    @WithDefault("30s")
    Duration patienceInBackground();

    /**
     * How long a call waits for one of the pool's connections while all of them are busy.
     *
     * @return shorter than a client's patience
     */
    @WithDefault("2s")
    Duration longestWait();

    /**
     * How many calls may wait for a connection.
     *
     * @return calls; one more is refused at once
     */
    @WithDefault("1000")
    int mostWaiting();

    /**
     * After how long Postgres ends a transaction in which nothing happens: its replica may have frozen, and holds locks.
     *
     * @return longer than what a transaction waits for Redis
     */
    @WithDefault("10s")
    Duration longestIdleInTransaction();

    /**
     * Whether a pooler such as PgBouncer stands between, which may give each transaction another connection to Postgres.
     *
     * @return true: nothing is kept in sessions
     */
    @WithDefault("false")
    boolean pooler();

    /**
     * Whether those whom this machine trusts may vouch for Postgres.
     *
     * @return false: those of a file, or nobody has to
     */
    @WithDefault("false")
    boolean systemTrust();

    /**
     * A replica of Postgres for reading the history of views.
     *
     * @return its address; empty where the primary is asked for everything
     */
    Optional<String> readUrl();

    /**
     * The user of the replica.
     *
     * @return empty for that of the primary
     */
    Optional<String> readUsername();

    /**
     * The password of the replica's user.
     *
     * @return empty for that of the primary
     */
    Optional<String> readPassword();

    /**
     * How often at least it is tried to come back after an outage.
     *
     * @return the time that pauses grow to
     */
    @WithDefault("1s")
    Duration longestPause();
}
