package io.footfall.product.catalog;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Receives changes of the catalog after their transaction was committed. */
public interface CatalogListener {

    /**
     * An item of the catalog, with the properties that determine its keys in Redis.
     *
     * @param id the item
     * @param home the id whose hash chooses the item's partition
     * @param incarnation how many times an item with this id was deleted before; 0 for the first
     */
    record Placed(ItemId id, String home, int incarnation) {

        /**
         * Returns the name of the item as a field of Redis hashes.
         *
         * @return as {@link ItemId#field(int)}
         */
        public String field() {
            return id.field(incarnation);
        }
    }

    /**
     * Called after an item was created or replaced.
     *
     * @param item the item
     * @param created whether no item had this id before
     * @return completes when the listener has processed the change
     */
    Uni<Void> written(ItemId item, boolean created);

    /**
     * Called after items were deleted.
     *
     * @param items the items
     * @return completes when the listener has processed the change
     */
    Uni<Void> removed(List<Placed> items);
}
