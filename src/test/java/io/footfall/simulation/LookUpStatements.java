package io.footfall.simulation;

import io.footfall.simulation.PostgresModel.Answer;
import io.footfall.simulation.StoredRows.Deleted;
import io.footfall.simulation.StoredRows.DeletedKey;
import io.footfall.simulation.StoredRows.Item;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The look-up statements of {@code ViewStore}, and all statements of {@code DeletedItems}. */
final class LookUpStatements {

    private static final List<String> FOUND =
            List.of("kind", "id", "incarnation", "home", "story_id", "story_incarnation", "read_count");
    private static final List<String> NEXT = List.of("item", "incarnation");
    private static final List<String> NOT_REMOVED = List.of("item", "incarnation", "home");

    private LookUpStatements() {}

    static Map<String, Statement> all() {
        return Map.of(
                """
                select 's' as kind, id, incarnation, id as home, null as story_id, 0 as story_incarnation, read_count
                from stories where id = any($1)
                union all
                select 'c', chapters.id, chapters.incarnation, home, story_id, coalesce(stories.incarnation, 0), chapters.read_count
                from chapters left join stories on stories.id = story_id where chapters.id = any($2)
                """,
                LookUpStatements::lookUp,
                """
                select item, max(incarnation) + 1 as incarnation from deleted_items where item = any($1) group by item
                """,
                LookUpStatements::next,
                "select item, incarnation, home from deleted_items where not removed order by item limit 1000",
                LookUpStatements::notRemoved,
                "select item, incarnation, home from deleted_items where item = $1 and not removed",
                LookUpStatements::notRemovedOf,
                """
                update deleted_items set removed = true
                from unnest($1::text[], $2::integer[]) as gone (item, incarnation)
                where deleted_items.item = gone.item and deleted_items.incarnation = gone.incarnation
                """,
                LookUpStatements::removed);
    }

    private static Answer lookUp(Tables tables, OpenTransaction transaction, Tuple arguments) {
        List<Object[]> rows = new ArrayList<>();
        for (String id : Arguments.texts(arguments, 0)) {
            Item story = tables.stories.see(transaction, id);
            if (story != null) {
                rows.add(new Object[] {"s", id, story.incarnation(), id, null, 0, story.reads()});
            }
        }
        for (String id : Arguments.texts(arguments, 1)) {
            Item chapter = tables.chapters.see(transaction, id);
            if (chapter != null) {
                Item story = chapter.story() == null ? null : tables.stories.see(transaction, chapter.story());
                rows.add(new Object[] {
                    "c",
                    id,
                    chapter.incarnation(),
                    chapter.home(),
                    chapter.story(),
                    story == null ? 0 : story.incarnation(),
                    chapter.reads()
                });
            }
        }
        return Answer.of(FOUND, rows);
    }

    private static Answer next(Tables tables, OpenTransaction transaction, Tuple arguments) {
        List<Object[]> rows = new ArrayList<>();
        for (String item : new LinkedHashSet<>(List.of(Arguments.texts(arguments, 0)))) {
            Integer next = Incarnations.next(tables, transaction, item);
            if (next != null) {
                rows.add(new Object[] {item, next});
            }
        }
        return Answer.of(NEXT, rows);
    }

    private static Answer notRemoved(Tables tables, OpenTransaction transaction, Tuple arguments) {
        List<Object[]> rows = new ArrayList<>();
        tables.deletedItems.each(transaction, (key, row) -> add(rows, key, row));
        return Answer.of(NOT_REMOVED, rows.size() > 1_000 ? rows.subList(0, 1_000) : rows);
    }

    private static Answer notRemovedOf(Tables tables, OpenTransaction transaction, Tuple arguments) {
        String item = Arguments.text(arguments, 0);
        List<Object[]> rows = new ArrayList<>();
        tables.deletedItems.eachFrom(transaction, new DeletedKey(item, Integer.MIN_VALUE), (key, row) -> {
            boolean isOfItem = key.item().equals(item);
            if (isOfItem) {
                add(rows, key, row);
            }
            return isOfItem;
        });
        return Answer.of(NOT_REMOVED, rows);
    }

    private static void add(List<Object[]> rows, DeletedKey key, Deleted row) {
        if (!row.removed()) {
            rows.add(new Object[] {key.item(), key.incarnation(), row.home()});
        }
    }

    private static Answer removed(Tables tables, OpenTransaction transaction, Tuple arguments) {
        String[] items = Arguments.texts(arguments, 0);
        Integer[] incarnations = Arguments.integers(arguments, 1);
        int changed = 0;
        for (int i = 0; i < items.length; i++) {
            DeletedKey key = new DeletedKey(items[i], incarnations[i]);
            Deleted row = tables.deletedItems.see(transaction, key);
            if (row != null) {
                tables.deletedItems.update(transaction, key, new Deleted(row.home(), true));
                changed++;
            }
        }
        return Answer.changed(changed);
    }
}
