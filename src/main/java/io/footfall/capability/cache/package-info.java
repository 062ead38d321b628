/**
 * One hybrid cache for every hot read: in the process (level 1), in Redis (level 2), then the loader.
 *
 * <p>However many requests and replicas miss a value at once, one loads it; a read that begins after an invalidation was answered
 * never gets the value from before, on this replica at once, on the others within a second; a stale value is answered where
 * a fresh one cannot be had. Without Redis level 1 and the loader go on alone.
 *
 * <p>Start reading at {@link io.footfall.capability.cache.CacheSpec}, which declares a cache, and {@link io.footfall.capability.cache.NamedCache}.
 */
package io.footfall.capability.cache;
