package io.footfall.simulation;

/**
 * What a key of {@link RedisModel#dump()} holds.
 *
 * @param value a String; a SortedMap from fields to values of a hash, or from members to scores of a sorted set; a SortedSet
 *     of members; or a List, its head first
 * @param expiresAt when the key is forgotten, epoch milliseconds; null where it is kept
 */
public record Held(Object value, Long expiresAt) {}
