package io.footfall.product.views;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import jakarta.inject.Singleton;

/**
 * Remembers which story a chapter belongs to, which decides where in Redis it lies, and of items that were deleted and created again which
 * incarnation they are. A place that is out of date does no harm: the item is unknown there, and is looked up again.
 */
@Singleton
class PartitionIndex {

    private static final int MOST = 200_000;

    /**
     * Where an item lies.
     *
     * @param home the id whose hash chooses its partition
     * @param incarnation how often its id was deleted before
     * @param story a chapter's story, null where there is none
     */
    record Place(String home, int incarnation, Story story) {}

    /**
     * The story of a chapter.
     *
     * @param id its id
     * @param incarnation how often that was deleted before
     */
    record Story(String id, int incarnation) {}

    private final Cache<ItemId, Place> places =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /** A story lies under its own id, and most are the first of that id; a chapter's place is null until it is learnt. */
    Place of(ItemId item) {
        Place known = places.getIfPresent(item);
        return known == null && item.type() == ItemType.STORY ? new Place(item.id(), 0, null) : known;
    }

    /** The item as a field of hashes in Redis, as far as is known. */
    String fieldOf(ItemId item) {
        Place place = of(item);
        return place == null ? item.field() : item.field(place.incarnation());
    }

    /**
     * Takes what was looked up; what was looked up before the item was created again, and comes later, is ignored. A chapter that does not exist yet
     * may be created in a story.
     */
    void learn(CatalogLookup entry) {
        Place place = entry.place();
        if (entry.item().type() == ItemType.CHAPTER ? entry.exists() : place.incarnation() > 0) {
            places.asMap()
                    .merge(
                            entry.item(),
                            place,
                            (known, found) -> known.incarnation() > found.incarnation() ? known : found);
        }
    }

    void forget(ItemId item) {
        places.invalidate(item);
    }

    /** An incarnation is gone; the next one may be known already. */
    void forget(ItemId item, int incarnation) {
        places.asMap().computeIfPresent(item, (same, known) -> known.incarnation() <= incarnation ? null : known);
    }
}
