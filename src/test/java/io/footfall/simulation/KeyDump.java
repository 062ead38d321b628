package io.footfall.simulation;

/**
 * The content of a key in {@link RedisModel#dump()}.
 *
 * @param value a String; a SortedMap from fields to values of a hash, or from members to scores of a sorted set; a
 *     SortedSet of members; or a List, beginning with its head
 * @param expiresAt when the key expires, in epoch milliseconds; null where it never expires
 */
public record KeyDump(Object value, Long expiresAt) {}
