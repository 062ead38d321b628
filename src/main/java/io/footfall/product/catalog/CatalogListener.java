package io.footfall.product.catalog;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Is told of changes of the catalog after they were committed. */
public interface CatalogListener {

    /**
     * An item of the catalog, with what its keys in Redis depend on.
     *
     * @param id the item
     * @param home the id whose hash chooses the item's partition
     * @param incarnation how often the id was deleted before
     */
    record Placed(ItemId id, String home, int incarnation) {

        /**
         * The item as a field of hashes in Redis.
         *
         * @return as of {@link ItemId#field(int)}
         */
        public String field() {
            return id.field(incarnation);
        }
    }

    /**
     * An item was created or written anew.
     *
     * @param item the item
     * @param created whether there was none of that id before
     * @return completes when the listener is up to date
     */
    Uni<Void> written(ItemId item, boolean created);

    /**
     * Items were deleted.
     *
     * @param items the items
     * @return completes when the listener is up to date
     */
    Uni<Void> removed(List<Placed> items);
}
