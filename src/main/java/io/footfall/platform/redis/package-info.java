/**
 * Access to Redis: names of keys, scripts, and a dedicated connection per event loop. Start with
 * {@link io.footfall.platform.redis.RedisKeys} for the stored data and
 * {@link io.footfall.platform.redis.DedicatedConnection} for the hot path.
 */
package io.footfall.platform.redis;
