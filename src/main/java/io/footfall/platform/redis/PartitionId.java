package io.footfall.platform.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * One of a fixed number of shares of all items. Every key of an item carries its partition's hash tag, so that one
 * script may touch them together on a Cluster too.
 *
 * @param number 0 to {@link #COUNT} - 1
 */
public record PartitionId(int number) {

    /** Number of partitions. It is part of the format of the data in Redis: changing it orphans what is buffered. */
    public static final int COUNT = 64;

    private static final List<PartitionId> ALL =
            IntStream.range(0, COUNT).mapToObj(PartitionId::new).toList();

    /**
     * All partitions in order.
     *
     * @return an immutable list
     */
    public static List<PartitionId> all() {
        return ALL;
    }

    /**
     * The partition that an id belongs to.
     *
     * @param home a story's id, or whatever else shall lie together
     * @return always the same partition for the same id
     */
    public static PartitionId of(String home) {
        CRC32 crc = new CRC32();
        crc.update(home.getBytes(StandardCharsets.US_ASCII));
        return ALL.get((int) (crc.getValue() % COUNT));
    }
}
