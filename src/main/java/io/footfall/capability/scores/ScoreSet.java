package io.footfall.capability.scores;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import java.util.List;

/**
 * A set of scores.
 *
 * @param name names it within its partition; of {@code A-Z a-z 0-9 _ - :}
 * @param partition where it lies
 */
public record ScoreSet(String name, PartitionId partition) {

    List<String> keys() {
        return keysOf(partition);
    }

    static List<String> keysOf(PartitionId partition) {
        return List.of(RedisKeys.partition(partition));
    }
}
