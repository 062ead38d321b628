package io.footfall.capability.ratelimit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/** Policies, and whether they are applied. */
@ConfigMapping(prefix = "footfall.rate-limits")
// Public because Quarkus validates maps of settings by reflection from elsewhere.
public interface RateLimitSettings {

    /**
     * Whether this service's own endpoints are limited; decisions for others are always made.
     *
     * @return false where something in front of the service limits already
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * Whether Redis is used.
     *
     * @return false: each replica limits alone
     */
    @WithDefault("true")
    boolean redisEnabled();

    /**
     * How much a replica remembers.
     *
     * @return most keys over their limit, and most keys that it counts while it limits alone
     */
    @WithDefault("100000")
    int keysInMemory();

    /**
     * How many ids that do not exist a client may have looked up in a minute, however few it asks for that do; see {@link UnknownIds}.
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

    /** One policy. */
    interface PolicySettings {

        /**
         * The limit.
         *
         * @return hits, by their cost, in a window; 1 to 1,000,000,000
         */
        long limit();

        /**
         * Length of a window, aligned to 1970-01-01T00:00Z.
         *
         * @return whole seconds, 1 s to 31 d
         */
        Duration window();

        /**
         * How hits of the past count.
         *
         * @return fixed-window or sliding-window
         */
        @WithDefault("fixed-window")
        Algorithm algorithm();

        /**
         * Whose hits are counted together.
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
         * A limit that is tried beside the real one and only shows in metrics.
         *
         * @return hits in a window; empty: none
         */
        OptionalLong candidateLimit();

        /**
         * What happens while Redis is away.
         *
         * @return local, open or closed
         */
        @WithDefault("local")
        Policy.Fallback withoutRedis();
    }
}
