package io.footfall.product.views.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import jakarta.inject.Singleton;

/**
 * A cache of the places of items: the story of a chapter, which determines the chapter's partition in Redis, and the
 * incarnation of an item that was deleted and created again. A stale place does no harm: the item is unknown at that
 * place in Redis, and is looked up again. Bounded to 200,000 items. Thread-safe.
 */
@Singleton
public final class PartitionIndex {

    private static final int MOST = 200_000;

    /**
     * The place of an item.
     *
     * @param home the id whose hash determines the partition
     * @param incarnation how often the item's id was deleted before
     * @param story the story of a chapter; null if there is none
     */
    public record Place(String home, int incarnation, Story story) {}

    /**
     * The story of a chapter.
     *
     * @param id the story's id
     * @param incarnation how often that id was deleted before
     */
    public record Story(String id, int incarnation) {}

    private final Cache<ItemId, Place> places =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /**
     * Returns the place of an item. The place of a story is derived from its id, because most stories are the first
     * incarnation of their id. The place of a chapter must be learned first.
     *
     * @param item the item
     * @return the place; null if it is not cached and cannot be derived
     */
    public Place of(ItemId item) {
        Place known = places.getIfPresent(item);
        return known == null && item.type() == ItemType.STORY ? new Place(item.id(), 0, null) : known;
    }

    /**
     * Returns the item's field in the Redis hashes, as far as its incarnation is known.
     *
     * @param item the item
     * @return the field of the cached incarnation, or of the first incarnation if none is cached
     */
    public String fieldOf(ItemId item) {
        Place place = of(item);
        return place == null ? item.field() : item.field(place.incarnation());
    }

    /**
     * Caches the place that a look-up found. A late result is ignored if a later incarnation is cached already. The
     * first incarnation of a story is not cached, because its place is derived. A chapter that does not exist yet is
     * not cached, because it may be created in a story, which changes its place.
     *
     * @param entry the result of the look-up
     */
    public void learn(CatalogLookup entry) {
        Place place = entry.place();
        if (entry.item().type() == ItemType.CHAPTER ? entry.exists() : place.incarnation() > 0) {
            places.asMap()
                    .merge(
                            entry.item(),
                            place,
                            (known, found) -> known.incarnation() > found.incarnation() ? known : found);
        }
    }

    /**
     * Invalidates the place of an item, whatever its incarnation.
     *
     * @param item the item
     */
    public void forget(ItemId item) {
        places.invalidate(item);
    }

    /**
     * Invalidates the place of a deleted incarnation, and of earlier ones, but not that of a later one.
     *
     * @param item the item
     * @param incarnation the incarnation that was deleted
     */
    public void forget(ItemId item, int incarnation) {
        places.asMap().computeIfPresent(item, (same, known) -> known.incarnation() <= incarnation ? null : known);
    }
}
