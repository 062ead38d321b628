package io.footfall.simulation;

import io.footfall.simulation.StoredRows.Item;
import java.util.Arrays;
import java.util.Map;

/** Model of the functions {@code lock_items} and {@code change_counts}. */
final class ItemLocks {

    private ItemLocks() {}

    /**
     * Locks the rows of stories, then those of chapters, each in the order of their ids. The fixed order prevents
     * deadlocks.
     */
    static void lock(Tables tables, OpenTransaction transaction, String[] items) {
        lock(tables.stories, transaction, items, ItemNames.STORY);
        lock(tables.chapters, transaction, items, ItemNames.CHAPTER);
    }

    private static void lock(Table<String, Item> table, OpenTransaction transaction, String[] items, String prefix) {
        for (String id : idsOf(items, prefix)) {
            if (table.see(transaction, id) != null) {
                table.lock(transaction, id, RowLock.NO_KEY_UPDATE);
            }
        }
    }

    /** Returns the sorted ids of all items of one kind. An id may occur twice. */
    static String[] idsOf(String[] items, String prefix) {
        String[] ids = new String[items.length];
        int many = 0;
        for (String item : items) {
            if (item.startsWith(prefix)) {
                ids[many++] = ItemNames.idOf(item);
            }
        }
        ids = many == ids.length ? ids : Arrays.copyOf(ids, many);
        Arrays.sort(ids);
        return ids;
    }

    /**
     * Adds views to items; a negative number removes views. An item that does not exist, or whose current incarnation
     * is not the named one, is left unchanged. A count never becomes negative.
     */
    static void change(Tables tables, OpenTransaction transaction, Map<String, Long> views) {
        views.forEach((field, more) -> {
            Table<String, Item> table = ItemNames.tableOf(tables, field);
            String id = ItemNames.idOf(field);
            Item item = table.see(transaction, id);
            if (item != null && item.incarnation() == ItemNames.incarnationOf(field)) {
                table.update(transaction, id, item.withReads(Math.max(item.reads() + more, 0)));
            }
        });
    }
}
