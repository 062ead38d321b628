package io.footfall.product.views.failover;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A call to Redis without a reply, so that its views were counted elsewhere. Redis may have run it, or may still run
 * it, so it must be revoked before Redis counts again.
 *
 * @param slot the key under which Redis stores the caller's last call
 * @param seq the sequence number of the call in its slot
 * @param window the label of the dedup window
 * @param items the fields of the entries' items, in order
 * @param viewers the dedup marks of the entries; empty for an entry that only reads a total, and for an entry whose
 *     view is not to be reverted
 * @param partitions the partitions of the entries
 */
public record UnacknowledgedCall(
        String slot, long seq, String window, List<String> items, List<String> viewers, List<Integer> partitions) {

    private static final char UNDONE = '1';
    private static final String NOBODY = "";

    /** The keys and arguments of {@code revoke.lua}. */
    record Revocation(List<String> keys, List<String> arguments) {}

    /**
     * Returns the call with only those viewers whose views were reverted, according to the reply of {@code revoke.lua}.
     */
    UnacknowledgedCall where(String letters) {
        return where(i -> i < letters.length() && letters.charAt(i) == UNDONE);
    }

    /**
     * Returns the call with only the viewers of the matching entries. Only their views are reverted.
     *
     * @param entries matches the indexes of entries
     * @return the call; the viewers of all other entries are empty
     */
    public UnacknowledgedCall where(IntPredicate entries) {
        List<String> some = IntStream.range(0, viewers.size())
                .mapToObj(i -> entries.test(i) ? viewers.get(i) : NOBODY)
                .toList();
        return new UnacknowledgedCall(slot, seq, window, items, some, partitions);
    }

    Revocation revocation() {
        Map<Integer, String> indexes = new LinkedHashMap<>();
        List<String> arguments = new ArrayList<>();
        arguments.add(window);
        arguments.add(UUID.randomUUID().toString());
        arguments.add(Long.toString(seq));
        arguments.add(Long.toString(RedisKeys.CALLS_REMEMBERED.toMillis()));
        for (int i = 0; i < items.size(); i++) {
            int next = indexes.size() + 1;
            arguments.add(indexes.computeIfAbsent(partitions.get(i), unused -> Integer.toString(next)));
            arguments.add(items.get(i));
            arguments.add(viewers.get(i));
        }
        List<String> keys = new ArrayList<>();
        indexes.keySet().forEach(number -> keys.add(RedisKeys.partition(new PartitionId(number))));
        keys.add(slot);
        return new Revocation(keys, arguments);
    }
}
