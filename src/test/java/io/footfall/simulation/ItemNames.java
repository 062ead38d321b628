package io.footfall.simulation;

import io.footfall.simulation.StoredRows.Item;

/**
 * Parses and builds names of items, as the functions {@code id_of}, {@code incarnation_of} and {@code item_of} in
 * Postgres do.
 */
final class ItemNames {

    static final String STORY = "s:";
    static final String CHAPTER = "c:";

    private static final int PREFIX_LENGTH = 2;
    private static final char INCARNATION = '@';

    private ItemNames() {}

    static boolean isStory(String item) {
        return item.startsWith(STORY);
    }

    static String idOf(String item) {
        int end = item.indexOf(INCARNATION);
        return end < 0 ? item.substring(PREFIX_LENGTH) : item.substring(PREFIX_LENGTH, end);
    }

    static int incarnationOf(String item) {
        int end = item.indexOf(INCARNATION);
        return end < 0 ? 0 : Integer.parseInt(item.substring(end + 1));
    }

    static String of(String prefix, String id, int incarnation) {
        return incarnation == 0 ? prefix + id : prefix + id + INCARNATION + incarnation;
    }

    static Table<String, Item> tableOf(Tables tables, String item) {
        return isStory(item) ? tables.stories : tables.chapters;
    }
}
