package io.footfall.platform.redis;

/** What connects to no Redis, for tests that leave out what would use it. */
public final class NoRedis {

    private NoRedis() {}

    /**
     * Clients without an address.
     *
     * @return as where none is configured
     */
    public static RedisClients clients() {
        return new RedisClients(EndedRedis::new, false);
    }
}
