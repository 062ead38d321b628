package io.footfall.platform.redis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of Redis. */
@ConfigMapping(prefix = "footfall.redis")
public interface RedisSettings {

    /**
     * Whether Redis is used at all.
     *
     * @return false: the service behaves as if Redis were unavailable; views that are buffered in Redis are synced
     *     first
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * Whether Redis is a Cluster.
     *
     * @return false: one server, whatever proxy or Sentinels are in front of it
     */
    @WithDefault("false")
    boolean cluster();

    /**
     * Timeout of a request's wait for Redis as a whole; after it, the request continues without Redis.
     *
     * @return a time far below the timeout of clients
     */
    @WithDefault("180ms")
    Duration patience();

    /**
     * Timeout of one reply for background work, such as a sync.
     *
     * @return a time in which a page of a large hash can be read
     */
    @WithDefault("2s")
    Duration patienceInBackground();

    /**
     * Longest pause between attempts to reach Redis after an outage, and the timeout of each such probe.
     *
     * @return the limit that the growing pauses reach
     */
    @WithDefault("1s")
    Duration longestPause();
}
