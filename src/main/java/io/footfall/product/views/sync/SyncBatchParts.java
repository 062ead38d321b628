package io.footfall.product.views.sync;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The division of a claimed batch into parts, each of which is applied to Postgres in one transaction. An item is
 * always in the same part, whichever replica divides the batch and however often, because the part depends only on the
 * item's field and the number of parts.
 *
 * @param count the number of parts, at least 1
 */
public record SyncBatchParts(int count) {

    /** The maximum number of parts that are held in memory at a time. */
    static final int AT_ONCE = 4;

    /** Returns the number of parts for which no part is expected to be much larger than {@code most} items. */
    static SyncBatchParts of(long items, int most) {
        return new SyncBatchParts((int) Math.max(1, (items + most - 1) / most));
    }

    /**
     * Returns the id of a part in the ledger, which is always the same. It is the batch's id if there is only one part.
     */
    UUID idOf(UUID batch, int part) {
        String name = batch + "/" + part + "/" + count;
        return count == 1 ? batch : UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII));
    }

    int partOf(String field) {
        return Math.floorMod(field.hashCode(), count);
    }

    /** Returns the first part of each group of parts that are held in memory together. */
    List<Integer> firsts() {
        return IntStream.iterate(0, first -> first < count, first -> first + AT_ONCE)
                .boxed()
                .toList();
    }

    /** Returns the number of parts in the group that begins with this part. */
    int heldFrom(int first) {
        return Math.min(AT_ONCE, count - first);
    }
}
