/**
 * The way to Redis: names of keys, scripts, and a connection that an event loop holds. Start with
 * {@link io.footfall.platform.redis.RedisKeys} for what lies where and {@link io.footfall.platform.redis.DedicatedConnection} for the hot path.
 */
package io.footfall.platform.redis;
