package io.footfall.product.analytics;

import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import io.footfall.product.views.counting.ViewListeners;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Accumulates the views that this replica counts between two beats of {@link TrendFeed}, one second apart. Bounded: a
 * new item is ignored for the current beat where the map already holds {@link #MOST_ITEMS} items. A frequently viewed
 * item is early in most beats, so it is rarely affected.
 */
@Singleton
class ViewAccumulator {

    private static final int MOST_ITEMS = 10_000;

    private final AtomicReference<ConcurrentHashMap<ItemId, Long>> views =
            new AtomicReference<>(new ConcurrentHashMap<>());

    ViewAccumulator(ViewListeners live) {
        live.listen(this::viewed);
    }

    private void viewed(ItemId item) {
        add(item, 1);
    }

    private void add(ItemId item, long times) {
        ConcurrentHashMap<ItemId, Long> gathering = views.get();
        if (gathering.computeIfPresent(item, (known, had) -> had + times) == null && gathering.size() < MOST_ITEMS) {
            gathering.merge(item, times, Long::sum);
        }
    }

    /** Returns views that could not be added to the trends, for a later beat. The same bound applies. */
    void giveBack(List<Map.Entry<ItemId, Long>> untold) {
        untold.forEach(entry -> add(entry.getKey(), entry.getValue()));
    }

    /** Returns and clears the views since the last beat. A view that is added concurrently may be lost. */
    Map<ItemId, Long> beat() {
        return views.get().isEmpty() ? Map.of() : views.getAndSet(new ConcurrentHashMap<>());
    }

    /**
     * Returns the most viewed items of a kind. The order among equals is random, so that no item is left out beat after
     * beat.
     */
    static List<Map.Entry<ItemId, Long>> most(Map<ItemId, Long> views, ItemType type, int limit) {
        List<Map.Entry<ItemId, Long>> found = new ArrayList<>(views.entrySet());
        found.removeIf(entry -> entry.getKey().type() != type);
        Collections.shuffle(found);
        found.sort(Map.Entry.<ItemId, Long>comparingByValue().reversed());
        return found.subList(0, Math.min(limit, found.size()));
    }
}
