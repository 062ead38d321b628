package io.footfall.views;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.footfall.catalog.ItemId;
import jakarta.inject.Singleton;

/**
 * Remembers the totals that this replica answered, so that a count does not fall while Redis, which knows what is
 * buffered, is away: then it is what was answered last, and what was counted since, unless Postgres holds more. That is
 * never more than the truth, and less only by what other replicas count.
 */
@Singleton
final class LastTotals {

    private static final int MOST_ITEMS = 100_000;

    private final Cache<ItemId, Long> totals =
            Caffeine.newBuilder().maximumSize(MOST_ITEMS).build();

    /** Redis answered a total. */
    void saw(ItemId item, long total) {
        totals.put(item, total);
    }

    /** The total that was answered last, 0 where there was none. */
    long last(ItemId item) {
        Long last = totals.getIfPresent(item);
        return last == null ? 0 : last;
    }

    /** The total of an item of which Postgres holds so many views. */
    long withoutRedis(ItemId item, long persisted) {
        return withoutRedis(item, persisted, 0);
    }

    /** The same after so many of those were added. */
    long withoutRedis(ItemId item, long persisted, long added) {
        Long last = totals.getIfPresent(item);
        long total = last == null ? persisted : Math.max(persisted, last + added);
        totals.put(item, total);
        return total;
    }
}
