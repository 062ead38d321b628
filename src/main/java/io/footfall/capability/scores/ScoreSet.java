package io.footfall.capability.scores;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import java.util.List;

/**
 * A set of scores.
 *
 * @param name unique within the partition; consists of {@code A-Z a-z 0-9 _ - :}
 * @param partition the partition whose Redis keys hold the set
 */
public record ScoreSet(String name, PartitionId partition) {

    List<String> keys() {
        return keysOf(partition);
    }

    static List<String> keysOf(PartitionId partition) {
        return List.of(RedisKeys.partition(partition));
    }
}
