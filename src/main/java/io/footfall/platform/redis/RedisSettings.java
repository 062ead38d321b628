package io.footfall.platform.redis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How Redis is used. */
@ConfigMapping(prefix = "footfall.redis")
public interface RedisSettings {

    /**
     * Whether Redis is used at all.
     *
     * @return false: everything behaves as if Redis were down, and what is buffered there is synced first
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * Whether Redis is a Cluster.
     *
     * @return false: one server, whatever stands before it
     */
    @WithDefault("false")
    boolean cluster();

    /**
     * How long a request waits for Redis altogether before it does without it.
     *
     * @return a time far below a client's patience
     */
    @WithDefault("180ms")
    Duration patience();

    /**
     * How long work in the background, such as a sync, waits for one answer.
     *
     * @return a time that a page of a large hash may take
     */
    @WithDefault("2s")
    Duration patienceInBackground();

    /**
     * How often at least it is tried to come back after an outage.
     *
     * @return the time that pauses grow to
     */
    @WithDefault("1s")
    Duration longestPause();
}
