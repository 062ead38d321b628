package io.footfall.simulation;

import io.footfall.simulation.PostgresModel.Answer;
import io.footfall.simulation.StoredRows.Item;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The statements that create and delete stories and chapters. */
final class CatalogStatements {

    private static final List<String> INCARNATION = List.of("incarnation");
    private static final List<String> GONE = List.of("id", "home", "incarnation");

    private CatalogStatements() {}

    static Map<String, Statement> all() {
        return Map.of(
                "insert into stories (id) values ($1)", CatalogStatements::createStory,
                "insert into chapters (id, home, story_id) values ($1, $2, $3)", CatalogStatements::createChapter,
                "select incarnation from stories where id = $1 for update", CatalogStatements::lockStory,
                "delete from stories where id = $1", CatalogStatements::deleteStory,
                "delete from chapters where id = $1", CatalogStatements::deleteChapter,
                "delete from chapters where story_id = $1 returning id, home, incarnation",
                        CatalogStatements::deleteChaptersOf);
    }

    private static Answer createStory(Tables tables, OpenTransaction transaction, Tuple arguments) {
        String id = Arguments.text(arguments, 0);
        tables.stories.insert(transaction, id, new Item(0, id, null, 0));
        Incarnations.begin(tables, transaction, ItemNames.STORY, List.of(id));
        return Answer.changed(1);
    }

    private static Answer createChapter(Tables tables, OpenTransaction transaction, Tuple arguments) {
        String id = Arguments.text(arguments, 0);
        String story = Arguments.text(arguments, 2);
        tables.chapters.insert(transaction, id, new Item(0, Arguments.text(arguments, 1), story, 0));
        if (story != null) {
            if (tables.stories.see(transaction, story) != null) {
                tables.stories.lock(transaction, story, RowLock.KEY_SHARE);
            } else {
                throw PostgresErrors.foreignKeyViolation("chapters_story_id_fkey", story);
            }
        }
        Incarnations.begin(tables, transaction, ItemNames.CHAPTER, List.of(id));
        return Answer.changed(1);
    }

    private static Answer lockStory(Tables tables, OpenTransaction transaction, Tuple arguments) {
        String id = Arguments.text(arguments, 0);
        Item story = tables.stories.see(transaction, id);
        if (story == null) {
            return Answer.of(INCARNATION, List.of());
        }
        tables.stories.lock(transaction, id, RowLock.UPDATE);
        return Answer.ofRow(INCARNATION, story.incarnation());
    }

    private static Answer deleteStory(Tables tables, OpenTransaction transaction, Tuple arguments) {
        String id = Arguments.text(arguments, 0);
        if (tables.stories.see(transaction, id) == null) {
            return Answer.changed(0);
        }
        Incarnations.deleteStory(tables, transaction, id);
        return Answer.changed(1);
    }

    private static Answer deleteChapter(Tables tables, OpenTransaction transaction, Tuple arguments) {
        return Answer.changed(
                deleteChapterReturning(tables, transaction, arguments).rowCount());
    }

    private static Answer deleteChapterReturning(Tables tables, OpenTransaction transaction, Tuple arguments) {
        String id = Arguments.text(arguments, 0);
        return tables.chapters.see(transaction, id) == null
                ? Answer.of(GONE, List.of())
                : delete(tables, transaction, List.of(id));
    }

    private static Answer deleteChaptersOf(Tables tables, OpenTransaction transaction, Tuple arguments) {
        return delete(tables, transaction, Incarnations.chaptersOf(tables, transaction, Arguments.text(arguments, 0)));
    }

    private static Answer delete(Tables tables, OpenTransaction transaction, List<String> chapters) {
        List<Object[]> rows = new ArrayList<>();
        for (String id : chapters) {
            Item chapter = tables.chapters.see(transaction, id);
            rows.add(new Object[] {id, chapter.home(), chapter.incarnation()});
        }
        Incarnations.deleteChapters(tables, transaction, chapters);
        return Answer.of(GONE, rows);
    }
}
