package io.footfall.product.views.sync;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Some parts of a claimed batch. The whole batch is read in pages; the items of the other parts are only counted.
 * Confined to one sync.
 */
public final class PendingBatch {

    /**
     * A part of a batch.
     *
     * @param id the id under which the ledger records the part
     * @param batch the views of the part
     */
    public record Part(UUID id, SyncBatch batch) {}

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

    /** Adds a field of the batch's hash: its id, or an item with its views. */
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
     * Whether exactly the claimed batch was read, with each item once. Pages from different servers, as during a
     * failover, repeat some items and omit others. A part with missing items must not be applied, because the ledger
     * would never accept the missing items later.
     */
    boolean isWhole(SyncBuffer.Claim claim) {
        return id.equals(claim.id().toString())
                && items == claim.items()
                && itemsHeld == held.stream().mapToLong(SyncBatch::items).sum();
    }

    /**
     * Returns the parts of the batch.
     *
     * @param batch the id of the batch
     * @return the parts that were read, in order
     */
    public List<Part> parts(UUID batch) {
        return IntStream.range(0, held.size())
                .mapToObj(i -> new Part(parts.idOf(batch, first + i), held.get(i)))
                .toList();
    }
}
