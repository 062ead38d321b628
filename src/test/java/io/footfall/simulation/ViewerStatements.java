package io.footfall.simulation;

import io.footfall.simulation.PostgresModel.Answer;
import io.footfall.simulation.StoredRows.Path;
import io.footfall.simulation.StoredRows.Seen;
import io.footfall.simulation.StoredRows.SeenKey;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The statements for viewers who were counted in Postgres: their backfill into Redis, and their deletion when they
 * expire.
 */
final class ViewerStatements {

    private static final List<String> TO_HAND_BACK =
            List.of("window_label", "item", "viewer", "partition", "held_until", "handing");
    private static final int PRUNED_AT_ONCE = 10_000;

    private static final Comparator<Object[]> ORDER = Comparator.<Object[], Short>comparing(row -> (Short) row[3])
            .thenComparing(row -> (String) row[1])
            .thenComparing(row -> (String) row[0])
            .thenComparing(row -> (Long) row[2]);

    private ViewerStatements() {}

    static Map<String, Statement> all() {
        return Map.of(
                """
                select window_label, item, viewer, partition, held_until, handing
                from view_dedup
                where not handed_back
                order by partition, item, window_label
                limit $1
                """,
                ViewerStatements::toHandBack,
                "select settle_views($1, $2, $3, $4, $5) as taken_back",
                ViewerStatements::settle,
                """
                update view_dedup set handed_back = true
                from unnest($1::text[], $2::text[], $3::bigint[], $4::integer[], $5::timestamptz[])
                     with ordinality as done (window_label, item, viewer, handing, held_until, place)
                where view_dedup.window_label = done.window_label
                  and view_dedup.viewer = done.viewer
                  and view_dedup.item = done.item
                  and view_dedup.handing = done.handing
                  and view_dedup.held_until = done.held_until
                  and not view_dedup.provisional
                returning done.place
                """,
                ViewerStatements::handedBack,
                "select lock_items($1)",
                ViewerStatements::lockItems,
                "select hand_back_again($1, $2, $3)",
                ViewerStatements::handBackAgain,
                """
                update view_dedup
                set handed_back = false, provisional = provisional and not handed_back, handing = handing + 1
                where exists (select from view_path where closing_era = $1 and not all_again)
                """,
                ViewerStatements::handAllBackAgain,
                """
                delete from view_dedup where ctid = any(array(
                  select ctid from view_dedup where held_until < now() limit 10000 for update skip locked
                ))
                """,
                ViewerStatements::prune);
    }

    private static Answer toHandBack(Tables tables, OpenTransaction transaction, Tuple arguments) {
        List<Object[]> rows = new ArrayList<>();
        tables.viewDedup.each(transaction, (key, seen) -> {
            if (!seen.handedBack()) {
                rows.add(new Object[] {
                    key.window(), key.item(), key.viewer(), seen.partition(), seen.heldUntil(), seen.handing()
                });
            }
        });
        rows.sort(ORDER);
        int page = arguments.getInteger(0);
        return Answer.of(TO_HAND_BACK, rows.size() > page ? rows.subList(0, page) : rows);
    }

    private static Answer settle(Tables tables, OpenTransaction transaction, Tuple arguments) {
        String[] windows = Arguments.texts(arguments, 0);
        String[] items = Arguments.texts(arguments, 1);
        Long[] viewers = Arguments.longs(arguments, 2);
        Boolean[] held = (Boolean[]) arguments.getValue(3);
        Integer[] handings = Arguments.integers(arguments, 4);
        List<String> heldItems = new ArrayList<>();
        for (int i = 0; i < items.length; i++) {
            if (held[i]) {
                heldItems.add(items[i]);
            }
        }
        ItemLocks.lock(tables, transaction, heldItems.toArray(new String[0]));
        long takenBack = 0;
        Map<String, Long> less = new HashMap<>();
        for (int i = 0; i < items.length; i++) {
            SeenKey key = new SeenKey(windows[i], viewers[i], items[i]);
            Seen seen = tables.viewDedup.see(transaction, key);
            if (seen != null && seen.handing() == handings[i] && seen.provisional()) {
                tables.viewDedup.update(transaction, key, seen.settled(held[i]));
                if (held[i]) {
                    less.merge(items[i], -1L, Long::sum);
                    takenBack++;
                }
            }
        }
        ItemLocks.change(tables, transaction, less);
        return Answer.ofRow(List.of("taken_back"), takenBack);
    }

    private static Answer handedBack(Tables tables, OpenTransaction transaction, Tuple arguments) {
        String[] windows = Arguments.texts(arguments, 0);
        String[] items = Arguments.texts(arguments, 1);
        Long[] viewers = Arguments.longs(arguments, 2);
        Integer[] handings = Arguments.integers(arguments, 3);
        OffsetDateTime[] heldUntil = (OffsetDateTime[]) arguments.getValue(4);
        List<Object[]> places = new ArrayList<>();
        for (int i = 0; i < items.length; i++) {
            SeenKey key = new SeenKey(windows[i], viewers[i], items[i]);
            Seen seen = tables.viewDedup.see(transaction, key);
            if (seen != null
                    && seen.handing() == handings[i]
                    && !seen.provisional()
                    && seen.heldUntil().isEqual(Arguments.stored(heldUntil[i]))) {
                tables.viewDedup.update(transaction, key, seen.isHandedBack());
                places.add(new Object[] {i + 1L});
            }
        }
        return Answer.of(List.of("place"), places);
    }

    private static Answer lockItems(Tables tables, OpenTransaction transaction, Tuple arguments) {
        ItemLocks.lock(tables, transaction, Arguments.texts(arguments, 0));
        return Answer.ofRow(List.of("lock_items"), "");
    }

    private static Answer handBackAgain(Tables tables, OpenTransaction transaction, Tuple arguments) {
        String window = Arguments.text(arguments, 0);
        String[] items = Arguments.texts(arguments, 1);
        String[] viewers = Arguments.texts(arguments, 2);
        ItemLocks.lock(tables, transaction, items);
        Map<String, Long> more = new HashMap<>();
        Map<SeenKey, Seen> again = new HashMap<>();
        for (int i = 0; i < items.length; i++) {
            if (!viewers[i].isEmpty()) {
                SeenKey key = new SeenKey(window, Long.parseLong(viewers[i]), items[i]);
                Seen seen = tables.viewDedup.see(transaction, key);
                if (seen != null && again.put(key, seen) == null && seen.takenBack()) {
                    more.merge(items[i], 1L, Long::sum);
                }
            }
        }
        again.forEach((key, seen) -> {
            Seen counted = seen.takenBack() ? seen.countedAgain() : seen;
            tables.viewDedup.update(transaction, key, counted.handedBackAgain(counted.provisional()));
        });
        ItemLocks.change(tables, transaction, more);
        return Answer.ofRow(List.of("hand_back_again"), "");
    }

    private static Answer handAllBackAgain(Tables tables, OpenTransaction transaction, Tuple arguments) {
        long era = (Long) arguments.getValue(0);
        boolean isWanted = transaction.asOfTheBeginning(() -> {
            Path path = tables.path(transaction);
            return path.closingEra() == era && !path.allAgain();
        });
        int[] changed = {0};
        if (isWanted) {
            tables.viewDedup.each(transaction, (key, seen) -> {
                tables.viewDedup.update(
                        transaction, key, seen.handedBackAgain(seen.provisional() && !seen.handedBack()));
                changed[0]++;
            });
        }
        return Answer.changed(changed[0]);
    }

    private static Answer prune(Tables tables, OpenTransaction transaction, Tuple arguments) {
        int[] pruned = {0};
        tables.viewDedup.each(transaction, (key, seen) -> {
            if (pruned[0] < PRUNED_AT_ONCE
                    && seen.heldUntil().isBefore(transaction.now())
                    && tables.viewDedup.isFree(transaction, key, RowLock.UPDATE)) {
                tables.viewDedup.delete(transaction, key);
                pruned[0]++;
            }
        });
        return Answer.changed(pruned[0]);
    }
}
