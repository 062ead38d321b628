package io.footfall.product.views;

import io.footfall.platform.redis.PartitionId;
import io.footfall.product.views.sync.SyncBatch;
import io.footfall.product.views.sync.SyncBatchParts;
import io.footfall.product.views.sync.ViewStore;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.UUID;

/** Applies batches to the counts in Postgres, as a sync does. */
final class BatchTransfers {

    private static final SyncBatchParts WHOLE = new SyncBatchParts(1);

    private BatchTransfers() {}

    static Uni<Optional<ViewStore.Applied>> apply(ViewStore store, UUID id, PartitionId partition, SyncBatch batch) {
        return store.begin(id, partition, WHOLE).chain(begun -> store.apply(id, partition, batch, begun.era()));
    }
}
