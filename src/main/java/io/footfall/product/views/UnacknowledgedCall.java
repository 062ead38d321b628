package io.footfall.product.views;

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
 * A call to Redis that was not answered in time, so that its views were counted elsewhere. Redis may have run it or may
 * yet, so it has to be undone there before Redis counts again.
 *
 * @param slot key that the caller's calls are remembered under
 * @param seq number of the call in its slot
 * @param window label of the dedup window
 * @param items items of its entries, in order
 * @param viewers marks of its entries' viewers, empty where one only looked, and where the view is not to be undone
 * @param partitions partitions of its entries
 */
record UnacknowledgedCall(
        String slot, long seq, String window, List<String> items, List<String> viewers, List<Integer> partitions) {

    private static final char UNDONE = '1';
    private static final String NOBODY = "";

    /** Keys and arguments of {@code revoke.lua}. */
    record Revocation(List<String> keys, List<String> arguments) {}

    /** The call with those viewers alone whose letter says that their views were taken back. */
    UnacknowledgedCall where(String letters) {
        return where(i -> i < letters.length() && letters.charAt(i) == UNDONE);
    }

    /** The call with the viewers of those entries alone; only their views are undone. */
    UnacknowledgedCall where(IntPredicate entries) {
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
