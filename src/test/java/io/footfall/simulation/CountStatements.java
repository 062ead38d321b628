package io.footfall.simulation;

import io.footfall.simulation.PostgresModel.Answer;
import io.footfall.simulation.StoredRows.Item;
import io.footfall.simulation.StoredRows.Seen;
import io.footfall.simulation.StoredRows.SeenKey;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Model of the function {@code count_views}. */
final class CountStatements {

    private static final List<String> COUNTED = List.of("entry", "status", "before", "added");
    private static final Short FIRST_VIEW = 1;
    private static final Short SEEN = 0;
    private static final Short UNKNOWN = -1;
    private static final Short LEFT_ALONE = -2;

    private CountStatements() {}

    static Map<String, Statement> all() {
        return Map.of("select * from count_views($1, $2, $3, $4, $5, $6, $7) order by entry", CountStatements::count);
    }

    private static Answer count(Tables tables, OpenTransaction transaction, Tuple arguments) {
        tables.counting.share(transaction);
        if (!tables.path(transaction).databaseOpen()) {
            return Answer.of(COUNTED, List.of());
        }
        String[] items = Arguments.texts(arguments, 2);
        if ((Boolean) arguments.getValue(6)) {
            create(tables.stories, tables, transaction, items, ItemNames.STORY);
            create(tables.chapters, tables, transaction, items, ItemNames.CHAPTER);
        }
        ItemLocks.lock(tables, transaction, items);
        return new CountedViews(tables, transaction, items, arguments).answer();
    }

    /** Locks the items that exist, and creates those that do not, in the order of their ids. */
    private static void create(
            Table<String, Item> table, Tables tables, OpenTransaction transaction, String[] items, String prefix) {
        List<String> created = new ArrayList<>(0);
        for (String id : ItemLocks.idsOf(items, prefix)) {
            if (table.insertIfNew(transaction, id, new Item(0, id, null, 0))) {
                created.add(id);
            } else {
                table.lock(transaction, id, RowLock.NO_KEY_UPDATE);
            }
        }
        Incarnations.begin(tables, transaction, prefix, created);
    }

    /** One call of {@code count_views}, after its items are locked. */
    private static final class CountedViews {

        private final Tables tables;
        private final OpenTransaction transaction;
        private final String[] items;
        private final Integer[] ops;
        private final Item[] known;
        private final Short[] statuses;
        private final Set<Integer> incomplete = new HashSet<>(0);
        private final Map<String, Long> added = new HashMap<>();

        private CountedViews(Tables tables, OpenTransaction transaction, String[] items, Tuple arguments) {
            this.tables = tables;
            this.transaction = transaction;
            this.items = items;
            ops = Arguments.integers(arguments, 5);
            known = new Item[items.length];
            statuses = new Short[items.length];
            find();
            decide(Arguments.text(arguments, 0), Arguments.time(arguments, 1), Arguments.longs(arguments, 3), (Short[])
                    arguments.getValue(4));
            addViews();
        }

        private void find() {
            for (int i = 0; i < items.length; i++) {
                Item item = ItemNames.tableOf(tables, items[i]).see(transaction, ItemNames.idOf(items[i]));
                if (item != null && item.incarnation() == ItemNames.incarnationOf(items[i])) {
                    known[i] = item;
                } else {
                    incomplete.add(ops[i]);
                }
            }
        }

        private void decide(String window, OffsetDateTime heldUntil, Long[] viewers, Short[] partitions) {
            for (int i = 0; i < items.length; i++) {
                if (known[i] == null) {
                    statuses[i] = UNKNOWN;
                } else if (incomplete.contains(ops[i])) {
                    statuses[i] = LEFT_ALONE;
                } else if (viewers[i] == null) {
                    statuses[i] = SEEN;
                } else {
                    statuses[i] = count(new SeenKey(window, viewers[i], items[i]), heldUntil, partitions[i]);
                }
            }
        }

        private Short count(SeenKey key, OffsetDateTime heldUntil, short partition) {
            Seen before = tables.viewDedup.see(transaction, key);
            if (before != null) {
                if (before.heldUntil().isBefore(heldUntil)) {
                    tables.viewDedup.update(transaction, key, before.heldUntil(heldUntil));
                }
                return SEEN;
            }
            tables.viewDedup.insert(transaction, key, new Seen(partition, heldUntil, false, true, false, 0));
            added.merge(key.item(), 1L, Long::sum);
            return FIRST_VIEW;
        }

        private void addViews() {
            ItemLocks.change(tables, transaction, added);
        }

        private Answer answer() {
            List<Object[]> rows = new ArrayList<>(items.length);
            for (int i = 0; i < items.length; i++) {
                rows.add(new Object[] {
                    i + 1, statuses[i], known[i] == null ? 0L : known[i].reads(), added.getOrDefault(items[i], 0L)
                });
            }
            return Answer.of(COUNTED, rows);
        }
    }
}
