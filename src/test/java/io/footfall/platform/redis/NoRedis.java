package io.footfall.platform.redis;

/** Redis clients without a server, for tests of code that does not use Redis. */
public final class NoRedis {

    private NoRedis() {}

    /**
     * Returns clients without an address.
     *
     * @return clients as if no Redis is configured
     */
    public static RedisClients clients() {
        return new RedisClients(EndedRedis::new, false);
    }
}
