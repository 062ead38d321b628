package io.footfall.capability.cache;

import io.smallrye.mutiny.Uni;

/** Fills a named cache with what will be asked for; every bean of this type is asked at the start and on demand. */
public interface CacheWarmer {

    /**
     * The cache that it fills.
     *
     * @return its name
     */
    String cache();

    /**
     * Reads, through the cache, what is likely to be read.
     *
     * @return how many values
     */
    Uni<Integer> warm();
}
