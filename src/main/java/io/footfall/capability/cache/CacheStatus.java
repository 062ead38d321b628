package io.footfall.capability.cache;

/** How a cache answered a read; sent in the {@code X-Cache} response header. */
public enum CacheStatus {
    /** The value was cached in level 1 or level 2 and is fresh. */
    HIT,
    /** The value was cached and is stale. A fresh value is being loaded, or the load failed. */
    STALE,
    /** The value was loaded. */
    MISS
}
