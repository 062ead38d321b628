package io.footfall.simulation;

import io.footfall.simulation.StoredRows.Deleted;
import io.footfall.simulation.StoredRows.DeletedKey;
import io.footfall.simulation.StoredRows.Item;
import io.footfall.simulation.StoredRows.SeenKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Model of the triggers that number the incarnations of items and record deletions. */
final class Incarnations {

    private Incarnations() {}

    /**
     * Returns the incarnation that a new item gets: the last deleted incarnation plus one. Null where none was deleted.
     */
    static Integer next(Tables tables, OpenTransaction transaction, String item) {
        int[] last = {-1};
        tables.deletedItems.eachFrom(transaction, new DeletedKey(item, Integer.MIN_VALUE), (key, row) -> {
            boolean isOfItem = key.item().equals(item);
            last[0] = isOfItem ? key.incarnation() : last[0];
            return isOfItem;
        });
        return last[0] < 0 ? null : Integer.valueOf(last[0] + 1);
    }

    /** The trigger that runs after rows were inserted: sets the incarnation of each new item. */
    static void begin(Tables tables, OpenTransaction transaction, String prefix, Collection<String> ids) {
        Table<String, Item> items = ItemNames.tableOf(tables, prefix);
        for (String id : ids) {
            Integer next = next(tables, transaction, prefix + id);
            Item item = items.see(transaction, id);
            if (next != null && item.incarnation() != next) {
                items.update(transaction, id, item.withIncarnation(next));
            }
        }
    }

    /** Deletes a story that is visible to the transaction, and all its chapters. */
    static void deleteStory(Tables tables, OpenTransaction transaction, String id) {
        Item story = tables.stories.see(transaction, id);
        tables.stories.delete(transaction, id);
        deleteChapters(tables, transaction, chaptersOf(tables, transaction, id));
        end(tables, transaction, ItemNames.STORY, id, story);
    }

    static List<String> chaptersOf(Tables tables, OpenTransaction transaction, String story) {
        List<String> chapters = new ArrayList<>();
        tables.chapters.each(transaction, (id, chapter) -> {
            if (story.equals(chapter.story())) {
                chapters.add(id);
            }
        });
        return chapters;
    }

    /** Deletes chapters that are visible to the transaction. */
    static void deleteChapters(Tables tables, OpenTransaction transaction, Collection<String> ids) {
        for (String id : ids) {
            Item chapter = tables.chapters.see(transaction, id);
            tables.chapters.delete(transaction, id);
            end(tables, transaction, ItemNames.CHAPTER, id, chapter);
        }
    }

    private static void end(Tables tables, OpenTransaction transaction, String prefix, String id, Item gone) {
        tables.deletedItems.insert(
                transaction, new DeletedKey(prefix + id, gone.incarnation()), new Deleted(gone.home(), false));
        settleViewsOf(tables, transaction, ItemNames.of(prefix, id, gone.incarnation()));
    }

    private static void settleViewsOf(Tables tables, OpenTransaction transaction, String field) {
        tables.viewDedup.each(transaction, (SeenKey key, StoredRows.Seen seen) -> {
            if ((seen.provisional() || seen.takenBack()) && key.item().equals(field)) {
                tables.viewDedup.update(transaction, key, seen.settled(false));
            }
        });
    }
}
