package io.footfall.platform.postgres;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings of Postgres. */
@ConfigMapping(prefix = "footfall.postgres")
public interface PostgresSettings {

    /**
     * Time without a reply after which a call makes the gateway probe Postgres.
     *
     * @return longer than most statements take
     */
    @WithDefault("75ms")
    Duration suspicion();

    /**
     * Timeout of that probe.
     *
     * @return together with {@link #suspicion()}, how long a request waits for an unavailable Postgres
     */
    @WithDefault("100ms")
    Duration probe();

    /**
     * Timeout of a request's call while Postgres is available, and the {@code statement_timeout} of a connection.
     *
     * @return about the timeout of clients
     */
    @WithDefault("5s")
    Duration patience();

    /**
     * Timeout of a call of background work, such as a sync, while Postgres is available, and the
     * {@code statement_timeout} of bulk work.
     *
     * @return a time in which a large batch can be transferred
     */
    @WithDefault("30s")
    Duration patienceInBackground();

    /**
     * Timeout of the wait for a connection while all connections of the pool are busy.
     *
     * @return shorter than the timeout of clients
     */
    @WithDefault("2s")
    Duration longestWait();

    /**
     * Largest number of calls that may wait for a connection.
     *
     * @return number of calls; further calls are rejected at once
     */
    @WithDefault("1000")
    int mostWaiting();

    /**
     * Time after which Postgres ends an idle transaction: the replica of the service that began it may be frozen, and
     * the transaction holds locks.
     *
     * @return longer than a transaction waits for Redis
     */
    @WithDefault("10s")
    Duration longestIdleInTransaction();

    /**
     * Whether connections go through a pooler such as PgBouncer, which may run each transaction on another connection
     * to Postgres.
     *
     * @return true: no session state is used
     */
    @WithDefault("false")
    boolean pooler();

    /**
     * Whether certificates of Postgres are verified against the default trust store of the JVM.
     *
     * @return false: against the authorities of a file, or not at all
     */
    @WithDefault("false")
    boolean systemTrust();

    /**
     * Address of a Postgres replica for reading the view history.
     *
     * @return the address; empty if all reads go to the primary
     */
    Optional<String> readUrl();

    /**
     * The user for the replica.
     *
     * @return empty for the user of the primary
     */
    Optional<String> readUsername();

    /**
     * The password for the replica.
     *
     * @return empty for the password of the primary
     */
    Optional<String> readPassword();

    /**
     * Longest pause between attempts to reach Postgres after an outage, and the timeout of each such probe.
     *
     * @return the limit that the growing pauses reach
     */
    @WithDefault("1s")
    Duration longestPause();
}
