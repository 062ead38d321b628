package io.footfall.views;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.footfall.catalog.ItemId;
import io.footfall.catalog.ItemType;
import jakarta.inject.Singleton;

/**
 * Remembers which story a chapter belongs to, which decides where in Redis it lies. A place that is out of date does
 * no harm: the chapter is unknown there, and is looked up again.
 */
@Singleton
class CatalogPlaces {

    private static final int MOST_CHAPTERS = 200_000;

    /**
     * Where an item lies.
     *
     * @param home the id whose hash chooses its partition
     * @param storyId a chapter's story, null where there is none
     */
    record Place(String home, String storyId) {}

    private final Cache<String, Place> chapters =
            Caffeine.newBuilder().maximumSize(MOST_CHAPTERS).build();

    /** A story lies under its own id; a chapter's place is null until it is learnt. */
    Place of(ItemId item) {
        return item.type() == ItemType.STORY ? new Place(item.id(), null) : chapters.getIfPresent(item.id());
    }

    void learn(ItemId item, Place place) {
        if (item.type() == ItemType.CHAPTER) {
            chapters.put(item.id(), place);
        }
    }

    void forget(ItemId item) {
        if (item.type() == ItemType.CHAPTER) {
            chapters.invalidate(item.id());
        }
    }
}
