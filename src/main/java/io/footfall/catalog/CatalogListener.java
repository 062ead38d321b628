package io.footfall.catalog;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Is told of changes of the catalog after they were committed. */
public interface CatalogListener {

    /**
     * An item of the catalog, with what its keys in Redis depend on.
     *
     * @param id the item
     * @param home the id whose hash chooses the item's partition
     */
    record Placed(ItemId id, String home) {}

    /**
     * An item was created or written anew.
     *
     * @param item the item
     * @return completes when the listener is up to date
     */
    Uni<Void> written(Placed item);

    /**
     * Items were deleted.
     *
     * @param items the items
     * @return completes when the listener is up to date
     */
    Uni<Void> removed(List<Placed> items);
}
