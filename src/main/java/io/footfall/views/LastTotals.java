package io.footfall.views;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.footfall.catalog.ItemId;
import jakarta.inject.Singleton;

/**
 * Remembers the totals that this replica answered, so that a count does not fall while Redis, which knows what is
 * buffered, is away: what was buffered when it went is what it had answered last, less what Postgres holds.
 */
@Singleton
final class LastTotals {

    private static final int MOST_ITEMS = 100_000;

    private final Cache<ItemId, Long> totals =
            Caffeine.newBuilder().maximumSize(MOST_ITEMS).build();
    private final Cache<ItemId, Long> buffered =
            Caffeine.newBuilder().maximumSize(MOST_ITEMS).build();

    LastTotals(ViewPath path) {
        path.whenClosed(reason -> buffered.invalidateAll());
    }

    /** Redis answered a total. */
    void saw(ItemId item, long total) {
        totals.put(item, total);
    }

    /**
     * The views of an item that Redis had buffered when it went, as far as this replica knows.
     *
     * @param persisted what Postgres held before it was counted there
     */
    long buffered(ItemId item, long persisted) {
        return buffered.get(item, unused -> bufferedOf(item, persisted));
    }

    private long bufferedOf(ItemId item, long persisted) {
        Long last = totals.getIfPresent(item);
        return last == null ? 0 : Math.max(0, last - persisted);
    }
}
