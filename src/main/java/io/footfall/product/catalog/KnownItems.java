package io.footfall.product.catalog;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Items that are known to exist although Postgres is unavailable. */
public interface KnownItems {

    /**
     * Returns the known views of an item.
     *
     * @param item the item
     * @return a lower bound of its persisted views; empty where the item is not known; never fails
     */
    Uni<Optional<Long>> viewsOf(ItemId item);
}
