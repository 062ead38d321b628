package io.footfall.capability.notifications;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Configuration of the storage, caching and streaming of notifications. */
@ConfigMapping(prefix = "footfall.notifications")
interface NotificationSettings {

    /** Whether lists and unread counts are cached. */
    @WithDefault("true")
    boolean cacheEnabled();

    /** How long a cached list is fresh. Changes invalidate it earlier. */
    @WithDefault("30s")
    Duration cacheTtl();

    /** How long a cached unread count is fresh. Changes invalidate it earlier. */
    @WithDefault("60s")
    Duration unreadCacheTtl();

    /** Whether the rate limit policy {@code notification} applies to recipients. */
    @WithDefault("true")
    boolean rateLimited();

    /** Retention time of notifications, read or unread, and of dedupe keys. */
    @WithDefault("90d")
    Duration kept();

    /** Greatest number of streams of a user on one replica. One more ends the oldest. */
    @WithDefault("10")
    @Min(1)
    int streamsPerUser();

    /** Greatest number of streams on one replica. More are rejected. */
    @WithDefault("10000")
    @Min(1)
    int streamsPerReplica();

    /**
     * Longest duration of a stream. After it, the stream ends and the client reconnects, possibly to another replica.
     */
    @WithDefault("1h")
    Duration longestStream();

    /** Interval at which streams send a heartbeat and check Postgres for missed changes. */
    @WithDefault("15s")
    Duration heartbeat();

    /** How long a client may accept nothing before it is disconnected. */
    @WithDefault("30s")
    Duration slowestClient();
}
