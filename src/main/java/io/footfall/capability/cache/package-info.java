/**
 * A hybrid cache for all frequent reads: level 1 in the process, level 2 in Redis, then the loader.
 *
 * <p>On a miss, however many requests and replicas miss the same value at once, one loads it (no cache stampede). A
 * read that begins after an invalidation was acknowledged never returns the old value, immediately on the same replica
 * and within a second on the others. A stale value is returned if a fresh one is unavailable. Without Redis, level 1
 * and the loader continue to work.
 *
 * <p>Start reading at {@link io.footfall.capability.cache.CacheSpec}, which declares a cache, and
 * {@link io.footfall.capability.cache.NamedCache}.
 */
package io.footfall.capability.cache;
