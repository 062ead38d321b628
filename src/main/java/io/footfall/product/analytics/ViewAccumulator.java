package io.footfall.product.analytics;

import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import io.footfall.product.views.ViewListeners;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Gathers what is viewed at this replica between two beats. Bounded: an item that comes when there are thousands already is not noticed in this
 * beat; one that is viewed often comes early in most.
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

    /** Takes views back that could not be told of, for a later beat. */
    void giveBack(List<Map.Entry<ItemId, Long>> untold) {
        untold.forEach(entry -> add(entry.getKey(), entry.getValue()));
    }

    /** Everything since the last beat; a view that comes in this moment may be lost. */
    Map<ItemId, Long> beat() {
        return views.get().isEmpty() ? Map.of() : views.getAndSet(new ConcurrentHashMap<>());
    }

    /** Those that were viewed most; among equals any, so that none is passed over beat after beat. */
    static List<Map.Entry<ItemId, Long>> most(Map<ItemId, Long> views, ItemType type, int limit) {
        List<Map.Entry<ItemId, Long>> found = new ArrayList<>(views.entrySet());
        found.removeIf(entry -> entry.getKey().type() != type);
        Collections.shuffle(found);
        found.sort(Map.Entry.<ItemId, Long>comparingByValue().reversed());
        return found.subList(0, Math.min(limit, found.size()));
    }
}
