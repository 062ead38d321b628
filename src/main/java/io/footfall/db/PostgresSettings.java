package io.footfall.db;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

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
     * How long a request waits for a Postgres that is there.
     *
     * @return a client's patience
     */
    @WithDefault("5s")
    Duration patience();

    /**
     * How long work in the background, such as a sync, waits for one answer of a Postgres that is there.
     *
     * @return a time that the transfer of a large batch may take
     */
    @WithDefault("30s")
    Duration patienceInBackground();

    /**
     * How often at least it is tried to come back after an outage.
     *
     * @return the time that pauses grow to
     */
    @WithDefault("1s")
    Duration longestPause();
}
