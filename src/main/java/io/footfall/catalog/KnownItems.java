package io.footfall.catalog;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Items that are known to exist although Postgres cannot be asked. */
public interface KnownItems {

    /**
     * What is known of an item.
     *
     * @param item the item
     * @return empty where nothing is known of it; never fails
     */
    Uni<Optional<KnownItem>> find(ItemId item);

    /**
     * An item that exists, as far as is known.
     *
     * @param storyId of a chapter the story that it belongs to, else null
     * @param views its persisted views, or fewer
     */
    record KnownItem(String storyId, long views) {}
}
