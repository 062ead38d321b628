package io.footfall.capability.cache;

import io.smallrye.mutiny.Uni;

/**
 * Fills a named cache with the values that are likely to be read. Every bean of this type runs at startup and on
 * demand.
 */
public interface CacheWarmer {

    /**
     * Returns the name of the cache to fill.
     *
     * @return the name of the cache
     */
    String cache();

    /**
     * Reads the values that are likely to be read through the cache.
     *
     * @return the number of values read
     */
    Uni<Integer> warm();
}
