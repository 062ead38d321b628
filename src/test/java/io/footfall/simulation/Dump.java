package io.footfall.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** The committed rows of all tables as lines of text, for comparisons with a real Postgres. */
final class Dump {

    private Dump() {}

    static SortedMap<String, List<String>> of(Tables tables) {
        SortedMap<String, List<String>> all = new TreeMap<>();
        all.put("stories", rows(tables.stories, (id, row) -> line(id, row.incarnation(), row.reads())));
        all.put(
                "chapters",
                rows(tables.chapters, (id, row) -> line(id, row.incarnation(), row.home(), row.story(), row.reads())));
        all.put(
                "deleted_items",
                rows(
                        tables.deletedItems,
                        (key, row) -> line(key.item(), key.incarnation(), row.home(), row.removed())));
        all.put(
                "sync_batches",
                rows(tables.syncBatches, (key, row) -> line(key.id(), key.partition(), row.views(), row.parts())));
        all.put(
                "view_dedup",
                rows(
                        tables.viewDedup,
                        (key, row) -> line(
                                key.window(),
                                key.item(),
                                key.viewer(),
                                row.partition(),
                                row.heldUntil().toInstant(),
                                row.handedBack(),
                                row.provisional(),
                                row.takenBack(),
                                row.handing())));
        all.put(
                "revoked_calls",
                rows(
                        tables.revokedCalls,
                        (key, row) -> line(
                                key.slot(),
                                key.seq(),
                                row.window(),
                                Arrays.toString(row.items()),
                                Arrays.toString(row.viewers()),
                                Arrays.toString(row.partitions()))));
        // No statement of the service writes to this table any more.
        all.put("undone_counts", List.of());
        all.put(
                "view_path",
                rows(
                        tables.viewPath,
                        (key, row) -> line(
                                row.databaseOpen(),
                                row.masters(),
                                row.era(),
                                row.oldMissing(),
                                row.oldLost(),
                                row.closingEra(),
                                row.closingMasters(),
                                row.allAgain())));
        all.put("view_eras", rows(tables.viewEras, (era, row) -> line(era, row.settled(), row.endedAt() != null)));
        all.put("view_tallies", rows(tables.viewTallies, (key, row) -> line(key.era(), key.replica(), row)));
        all.put(
                "view_salts",
                rows(
                        tables.viewSalts,
                        (window, row) ->
                                line(window, row.salt(), row.heldUntil().toInstant())));
        all.put(
                "sync_state",
                rows(
                        tables.syncState,
                        (key, row) -> line(
                                row.finishedAt().toInstant(),
                                row.durationMillis(),
                                row.stories(),
                                row.chapters(),
                                row.storyViews(),
                                row.chapterViews(),
                                row.success(),
                                row.lastSuccessAt() == null
                                        ? null
                                        : row.lastSuccessAt().toInstant())));
        return all;
    }

    private static <K, V> List<String> rows(Table<K, V> table, BiFunction<K, V, String> line) {
        List<String> rows = new ArrayList<>();
        table.eachCommitted((key, row) -> rows.add(line.apply(key, row)));
        Collections.sort(rows);
        return rows;
    }

    private static String line(Object... columns) {
        return Arrays.toString(columns);
    }
}
