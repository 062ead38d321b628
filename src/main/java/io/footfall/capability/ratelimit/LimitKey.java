package io.footfall.capability.ratelimit;

import io.footfall.platform.redis.PartitionId;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Whose hits are counted together.
 *
 * @param field the key as counters know it: an id, or a mark and a keyed hash, so that no address and no token is stored
 * @param hashed whether it is a keyed hash, which replicas only agree on once they share the key
 */
record LimitKey(String field, boolean hashed) {

    /** Counters of a partition, policy and window lie in so many hashes, which stay small for millions of keys. */
    static final int SHARDS = 64;

    static LimitKey id(String id) {
        return new LimitKey(id, false);
    }

    private long crc() {
        CRC32 crc = new CRC32();
        crc.update(field.getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }

    PartitionId partition() {
        return PartitionId.of(field);
    }

    /** What is left of the hash after the partition was taken from it. */
    int shard() {
        return (int) (crc() / PartitionId.COUNT % SHARDS);
    }
}
