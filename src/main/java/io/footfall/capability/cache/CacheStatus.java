package io.footfall.capability.cache;

/** Where a value came from, as {@code X-Cache} tells it. */
public enum CacheStatus {
    /** It was cached, in the process or in Redis, and is fresh. */
    HIT,
    /** It was cached and is past its time; a fresh one is being loaded, or cannot be had. */
    STALE,
    /** It was loaded. */
    MISS
}
