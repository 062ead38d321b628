package io.footfall.views;

import io.footfall.catalog.ItemId;
import io.footfall.catalog.ItemType;
import java.util.HashMap;
import java.util.Map;

/**
 * A claimed partition's views, gathered from pages that may repeat an item (HSCAN promises each item at least once).
 * Confined to one sync.
 */
final class Batch {

    /** Ids and their views in two arrays, the way {@code unnest} takes them. */
    record Column(String[] ids, Long[] views) {}

    private final Map<String, Long> counts = new HashMap<>();

    /** Takes a field of the claimed hash; its own bookkeeping begins with a #, which no item does. */
    void add(String field, long views) {
        if (field.charAt(0) != '#') {
            counts.put(field, views);
        }
    }

    long views() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    Column stories() {
        return column(ItemType.STORY);
    }

    Column chapters() {
        return column(ItemType.CHAPTER);
    }

    /** Sorted, so that two transactions that meet the same rows lock them in the same order. */
    private Column column(ItemType type) {
        String prefix = new ItemId(type, "x").field().substring(0, 2);
        String[] fields = counts.keySet().stream()
                .filter(field -> field.startsWith(prefix))
                .sorted()
                .toArray(String[]::new);
        String[] ids = new String[fields.length];
        Long[] views = new Long[fields.length];
        for (int i = 0; i < fields.length; i++) {
            ids[i] = ItemId.ofField(fields[i]).id();
            views[i] = counts.get(fields[i]);
        }
        return new Column(ids, views);
    }
}
