package io.footfall.capability.notifications;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How notifications are kept, cached and told. */
@ConfigMapping(prefix = "footfall.notifications")
interface NotificationSettings {

    /** Whether lists and unread counts are cached. */
    @WithDefault("true")
    boolean cacheEnabled();

    /** How long a list is fresh; whatever changes it makes it invalid before. */
    @WithDefault("30s")
    Duration cacheTtl();

    /** How long an unread count is fresh; whatever changes it makes it invalid before. */
    @WithDefault("60s")
    Duration unreadCacheTtl();

    /** Whether the policy {@code notification} limits what a recipient gets. */
    @WithDefault("true")
    boolean rateLimited();

    /** How long notifications, read or not, and dedupe keys are kept. */
    @WithDefault("90d")
    Duration kept();

    /** Streams that a user may have open on one replica; one more ends the oldest. */
    @WithDefault("10")
    @Min(1)
    int streamsPerUser();

    /** Streams that a replica holds; one more is refused. */
    @WithDefault("10000")
    @Min(1)
    int streamsPerReplica();

    /** After this time a stream ends, and its client comes again, maybe to another replica. */
    @WithDefault("1h")
    Duration longestStream();

    /** How often streams show that they are there, and look for what they were not told of. */
    @WithDefault("15s")
    Duration heartbeat();

    /** How long a client may take nothing of what waits for it before it is disconnected. */
    @WithDefault("30s")
    Duration slowestClient();
}
