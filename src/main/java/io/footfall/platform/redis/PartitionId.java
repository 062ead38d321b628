package io.footfall.platform.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * One of a fixed number of partitions of all items. Every key of an item has the hash tag of its partition, so that one
 * script may access these keys together, on a Cluster too.
 *
 * @param number 0 to {@link #COUNT} - 1
 */
public record PartitionId(int number) {

    /** Number of partitions. It is part of the data format in Redis: changing it orphans the buffered views. */
    public static final int COUNT = 64;

    private static final List<PartitionId> ALL =
            IntStream.range(0, COUNT).mapToObj(PartitionId::new).toList();

    /**
     * Returns all partitions in order.
     *
     * @return an immutable list
     */
    public static List<PartitionId> all() {
        return ALL;
    }

    /**
     * Returns the partition of an id, by CRC-32 modulo {@link #COUNT}.
     *
     * @param home the id of a story, or another ASCII name; keys of the same name are in the same partition
     * @return always the same partition for the same id
     */
    public static PartitionId of(String home) {
        CRC32 crc = new CRC32();
        crc.update(home.getBytes(StandardCharsets.US_ASCII));
        return ALL.get((int) (crc.getValue() % COUNT));
    }
}
