package io.footfall.product.catalog;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Items that are known to exist although Postgres cannot be asked. */
public interface KnownItems {

    /**
     * What is known of an item.
     *
     * @param item the item
     * @return its persisted views, or fewer; empty where nothing is known of it; never fails
     */
    Uni<Optional<Long>> viewsOf(ItemId item);
}
