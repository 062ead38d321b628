package io.footfall.product.views;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Some parts of a claimed batch, while all of it is read in pages and the other parts pass by. Confined to one sync. */
final class PendingBatch {

    /** A part, by the name that the ledger takes it under. */
    record Part(UUID id, SyncBatch batch) {}

    private final SyncBatchParts parts;
    private final int first;
    private final List<SyncBatch> held;
    private String id = "";
    private long items;
    private long itemsHeld;

    PendingBatch(SyncBatchParts parts, int first) {
        this.parts = parts;
        this.first = first;
        this.held = Stream.generate(SyncBatch::new).limit(parts.heldFrom(first)).toList();
    }

    /** Takes a field of the batch. */
    void add(String field, String value) {
        if (field.equals(SyncBatch.ID)) {
            id = value;
            return;
        }
        items++;
        int place = parts.partOf(field) - first;
        if (place >= 0 && place < held.size()) {
            itemsHeld++;
            held.get(place).add(field, value);
        }
    }

    /**
     * Whether this was the batch, each item of it once. Pages that came from different servers, as in a failover, repeat some items and
     * leave others out; a part that lacks items must not be added, because the ledger would never take them later.
     */
    boolean isWhole(SyncBuffer.Claim claim) {
        return id.equals(claim.id().toString())
                && items == claim.items()
                && itemsHeld == held.stream().mapToLong(SyncBatch::items).sum();
    }

    /** The parts, of a batch of this id. */
    List<Part> parts(UUID batch) {
        return IntStream.range(0, held.size())
                .mapToObj(i -> new Part(parts.idOf(batch, first + i), held.get(i)))
                .toList();
    }
}
