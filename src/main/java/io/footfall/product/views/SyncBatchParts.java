package io.footfall.product.views;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Cuts a claimed batch into parts, each of which is added to Postgres in one transaction. An item lies in the same part whoever cuts the
 * batch again, and however often, because that depends on nothing but its name and the number of parts.
 *
 * @param count how many there are, at least 1
 */
record SyncBatchParts(int count) {

    /** Most parts that are held at once. */
    static final int AT_ONCE = 4;

    /** As many as it takes for none to be much larger than it should be. */
    static SyncBatchParts of(long items, int most) {
        return new SyncBatchParts((int) Math.max(1, (items + most - 1) / most));
    }

    /** Names a part in the ledger, always the same: as the batch where there is only one. */
    UUID idOf(UUID batch, int part) {
        String name = batch + "/" + part + "/" + count;
        return count == 1 ? batch : UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII));
    }

    int partOf(String field) {
        return Math.floorMod(field.hashCode(), count);
    }

    /** The first parts of those that are held together. */
    List<Integer> firsts() {
        return IntStream.iterate(0, first -> first < count, first -> first + AT_ONCE)
                .boxed()
                .toList();
    }

    /** How many are held together with a first one. */
    int heldFrom(int first) {
        return Math.min(AT_ONCE, count - first);
    }
}
