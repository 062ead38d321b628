package io.footfall.capability.ratelimit;

import io.footfall.platform.redis.PartitionId;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The key whose hits are counted together.
 *
 * @param field the field name in Redis: an id, or a type prefix and a keyed hash, so that no address and no token is
 *     stored
 * @param hashed whether the field is a keyed hash; replicas compute the same hash only once they share the secret of
 *     {@link KeyHasher}
 */
record LimitKey(String field, boolean hashed) {

    /**
     * The counters of one partition, policy and window are spread over this number of hashes. So the hashes stay small,
     * and compact in Redis, even with millions of keys.
     */
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

    /** Taken from the part of the CRC-32 that does not select the partition. */
    int shard() {
        return (int) (crc() / PartitionId.COUNT % SHARDS);
    }
}
