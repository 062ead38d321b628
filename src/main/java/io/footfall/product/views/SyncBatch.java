package io.footfall.product.views;

import io.footfall.product.catalog.ItemType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Views of a partition's items, gathered from pages that may repeat an item (HSCAN promises each item at least once).
 * Confined to one sync.
 */
final class SyncBatch {

    /** Fields of items and their views in two arrays, the way {@code unnest} takes them. */
    record Column(String[] items, Long[] views) {

        /** Those whose views are so. */
        Column where(LongPredicate views) {
            int[] places = IntStream.range(0, items.length)
                    .filter(i -> views.test(this.views[i]))
                    .toArray();
            return at(places);
        }

        /** Some of them. */
        Column of(Set<String> some) {
            int[] places = IntStream.range(0, items.length)
                    .filter(i -> some.contains(items[i]))
                    .toArray();
            return at(places);
        }

        long sum() {
            return Stream.of(views).mapToLong(Long::longValue).sum();
        }

        private Column at(int[] places) {
            return new Column(
                    IntStream.of(places).mapToObj(i -> items[i]).toArray(String[]::new),
                    IntStream.of(places).mapToObj(i -> views[i]).toArray(Long[]::new));
        }
    }

    /** The field that holds its id. */
    static final String ID = "#id";

    private final Map<String, Long> counts = new HashMap<>();

    /** Takes a field of a hash of views; its id is no item. */
    void add(String field, String value) {
        if (!field.equals(ID)) {
            counts.put(field, Long.valueOf(value));
        }
    }

    /** The views of both. */
    SyncBatch plus(SyncBatch other) {
        SyncBatch sum = new SyncBatch();
        sum.counts.putAll(counts);
        other.counts.forEach((field, views) -> sum.counts.merge(field, views, Long::sum));
        return sum;
    }

    int items() {
        return counts.size();
    }

    SyncTotals totals() {
        SyncTotals totals = SyncTotals.NONE;
        for (ItemType type : ItemType.values()) {
            long items = fields(type).count();
            long views = fields(type).mapToLong(counts::get).sum();
            totals = totals.plus(
                    type == ItemType.STORY ? new SyncTotals(items, 0, views, 0) : new SyncTotals(0, items, 0, views));
        }
        return totals;
    }

    Column stories() {
        return column(ItemType.STORY);
    }

    Column chapters() {
        return column(ItemType.CHAPTER);
    }

    private Stream<String> fields(ItemType type) {
        return counts.keySet().stream().filter(field -> field.startsWith(type.prefix()));
    }

    /** Sorted, so that two transactions that meet the same rows lock them in the same order. */
    private Column column(ItemType type) {
        String[] fields = fields(type).sorted().toArray(String[]::new);
        Long[] views = new Long[fields.length];
        for (int i = 0; i < fields.length; i++) {
            views[i] = counts.get(fields[i]);
        }
        return new Column(fields, views);
    }
}
