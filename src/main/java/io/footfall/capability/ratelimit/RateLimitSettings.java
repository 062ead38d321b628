package io.footfall.capability.ratelimit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/** Settings of rate limits, and the policies. */
@ConfigMapping(prefix = "footfall.rate-limits")
// Public because Quarkus validates maps of settings by reflection from another package.
public interface RateLimitSettings {

    /**
     * Whether this service's own endpoints are limited. Decisions for other services are always made.
     *
     * @return false where, for example, a gateway in front of the service limits requests already
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * Whether hits are counted in Redis.
     *
     * @return false: each replica limits alone
     */
    @WithDefault("true")
    boolean redisEnabled();

    /**
     * Bound of each of the two in-memory tables of a replica: the keys over their limit, and the keys that it counts
     * while it limits alone.
     *
     * @return maximum number of keys
     */
    @WithDefault("100000")
    int keysInMemory();

    /**
     * How many lookups of ids that do not exist a client may cause in a minute, even if it requests fewer ids that do
     * exist; see {@link UnknownIds}.
     *
     * @return 1 or more
     */
    @WithDefault("60")
    @Min(1)
    long unknownIds();

    /**
     * The policies.
     *
     * @return by name: 1 to 32 characters of a-z 0-9 -
     */
    Map<String, PolicySettings> policies();

    /** The settings of one policy. */
    interface PolicySettings {

        /**
         * The limit.
         *
         * @return maximum sum of the costs of hits in a window; 1 to 1,000,000,000
         */
        long limit();

        /**
         * Length of a window. Windows are aligned to 1970-01-01T00:00Z.
         *
         * @return whole seconds, 1 s to 31 d
         */
        Duration window();

        /**
         * How earlier hits count against the limit.
         *
         * @return fixed-window or sliding-window
         */
        @WithDefault("fixed-window")
        Algorithm algorithm();

        /**
         * The kind of key by which hits on this service's own endpoints are counted.
         *
         * @return client, user or token
         */
        @WithDefault("user")
        Policy.Key key();

        /**
         * What happens to hits over the limit.
         *
         * @return enforce or shadow
         */
        @WithDefault("enforce")
        Policy.Mode mode();

        /**
         * A candidate limit, evaluated beside the real limit. Only shows in metrics.
         *
         * @return maximum sum of the costs of hits in a window; empty: none
         */
        OptionalLong candidateLimit();

        /**
         * The fallback while Redis is unavailable.
         *
         * @return local, open or closed
         */
        @WithDefault("local")
        Policy.Fallback withoutRedis();
    }
}
