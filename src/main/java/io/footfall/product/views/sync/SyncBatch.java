package io.footfall.product.views.sync;

import io.footfall.product.catalog.ItemType;
import io.footfall.product.views.model.SyncTotals;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The views of a partition's items, collected from pages that may repeat an item (HSCAN returns each item at least
 * once). Confined to one sync.
 */
public final class SyncBatch {

    /**
     * The fields of items and their views in two arrays, as {@code unnest} takes them.
     *
     * @param items the fields
     * @param views the number of views of each item, in the same order
     */
    public record Column(String[] items, Long[] views) {

        /** Returns the entries whose number of views matches. */
        Column where(LongPredicate views) {
            int[] places = IntStream.range(0, items.length)
                    .filter(i -> views.test(this.views[i]))
                    .toArray();
            return at(places);
        }

        /** Returns the entries of these items. */
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

    /** The field of the hash that holds the batch's id. */
    static final String ID = "#id";

    private final Map<String, Long> counts = new HashMap<>();

    /**
     * Adds a field of a hash of views. A field that was added before is replaced. The field of the id is ignored,
     * because it is not an item.
     *
     * @param field the field of an item, or of the batch's id
     * @param value the number of views in decimal digits; negative if views are to be reverted
     * @throws NumberFormatException if the value of an item is no such number
     */
    public void add(String field, String value) {
        if (!field.equals(ID)) {
            counts.put(field, Long.valueOf(value));
        }
    }

    /** Returns the sum of both batches. */
    SyncBatch plus(SyncBatch other) {
        SyncBatch sum = new SyncBatch();
        sum.counts.putAll(counts);
        other.counts.forEach((field, views) -> sum.counts.merge(field, views, Long::sum));
        return sum;
    }

    /**
     * Returns the number of items.
     *
     * @return the number of stories and chapters
     */
    public int items() {
        return counts.size();
    }

    /**
     * Returns the numbers of items and of their views.
     *
     * @return the sums
     */
    public SyncTotals totals() {
        SyncTotals totals = SyncTotals.NONE;
        for (ItemType type : ItemType.values()) {
            long items = fields(type).count();
            long views = fields(type).mapToLong(counts::get).sum();
            totals = totals.plus(
                    type == ItemType.STORY ? new SyncTotals(items, 0, views, 0) : new SyncTotals(0, items, 0, views));
        }
        return totals;
    }

    /**
     * Returns the stories.
     *
     * @return the stories, sorted by field
     */
    public Column stories() {
        return column(ItemType.STORY);
    }

    Column chapters() {
        return column(ItemType.CHAPTER);
    }

    private Stream<String> fields(ItemType type) {
        return counts.keySet().stream().filter(field -> field.startsWith(type.prefix()));
    }

    /** Sorted, so that two transactions that update the same rows lock them in the same order. */
    private Column column(ItemType type) {
        String[] fields = fields(type).sorted().toArray(String[]::new);
        Long[] views = new Long[fields.length];
        for (int i = 0; i < fields.length; i++) {
            views[i] = counts.get(fields[i]);
        }
        return new Column(fields, views);
    }
}
