package io.footfall.views;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Cuts a claimed batch into parts, each of which is added to Postgres in one transaction. An item lies in the same part whoever cuts the
 * batch again, and however often, because that depends on nothing but its name and the number of parts.
 *
 * @param count how many there are, at least 1
 */
record BatchParts(int count) {

    /** Most parts that are held at once. */
    static final int AT_ONCE = 4;

    /** As many as it takes for none to be much larger than it should be. */
    static BatchParts of(long items, int most) {
        return new BatchParts((int) Math.max(1, (items + most - 1) / most));
    }

    /** Names a part in the ledger: always the same. */
    UUID idOf(UUID batch, int part) {
        String name = batch + "/" + part + "/" + count;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII));
    }

    /** Empty parts from one on, as many as are held at once. */
    List<Batch> from(int first) {
        return Stream.generate(Batch::new)
                .limit(Math.min(AT_ONCE, count - first))
                .toList();
    }

    /** Adds a field of the batch to its part, if that is among these. */
    void add(List<Batch> some, int first, String field, String value) {
        if (field.equals(Batch.ID)) {
            some.forEach(batch -> batch.add(field, value));
            return;
        }
        int place = Math.floorMod(field.hashCode(), count) - first;
        if (place >= 0 && place < some.size()) {
            some.get(place).add(field, value);
        }
    }
}
