package io.footfall.simulation;

import io.footfall.simulation.PostgresModel.Answer;
import io.footfall.simulation.StoredRows.Item;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The statements that add the views of a batch, as {@code ItemCounts} sends them. */
final class TransferStatements {

    private static final List<String> ADDED = List.of("items", "views", "missing", "created");
    private static final List<String> ITEM = List.of("item");

    private static final String BATCH = """
            with batch as (
              select item, id_of(item) as id, incarnation_of(item) as incarnation, views
              from unnest($1::text[], $2::bigint[]) as batch (item, views)
            ),
            """;

    private static final String SUM = """
            select count(*) as items, coalesce(sum(views), 0)::bigint as views,
                   array(select item from batch except select item from added) as missing,
                   array(select item from added where created) as created
            from added
            """;

    private static final String ADD = BATCH + """
            locked as (
              select items.id, batch.item, items.read_count as before, batch.views
              from %1$s items join batch using (id, incarnation)
              order by items.id for no key update of items
            ), added as (
              update %1$s items set read_count = greatest(items.read_count + locked.views, 0)
              from locked
              where items.id = locked.id
              returning locked.item, items.read_count - locked.before as views, false as created
            )
            """ + SUM;

    private static final String ADD_OR_CREATE = BATCH + """
            now_there as (
              select batch.* from batch left join %1$s items using (id)
              where batch.incarnation = incarnation_now('%2$s', batch.id, items.incarnation)
            ), changed as (
              insert into %1$s as items (%3$s, incarnation, read_count)
              select %4$s, incarnation, views from now_there
              order by id
              on conflict (id) do update set read_count = items.read_count + excluded.read_count
              where items.incarnation = excluded.incarnation
              returning items.id, items.xmax = 0 as created
            ), added as (
              select now_there.*, now_there.id in (select changed.id from changed where created) as created
              from now_there where (now_there.id in (select changed.id from changed)) is true
            )
            """ + SUM;

    private static final String UNDO = """
            delete from %s items
            using (select item, id_of(item) as id, incarnation_of(item) as incarnation from unnest($1::text[]) as batch (item)) as batch
            where items.id = batch.id and items.incarnation <> batch.incarnation
            returning batch.item
            """;

    /** The views of one item in a batch. */
    private record Entry(String item, String id, int incarnation, long views) {

        static Entry of(String item, long views) {
            return new Entry(item, ItemNames.idOf(item), ItemNames.incarnationOf(item), views);
        }
    }

    private TransferStatements() {}

    static Map<String, Statement> all() {
        return Map.of(
                ADD.formatted("stories"), (tables, open, arguments) -> add(tables.stories, open, arguments),
                ADD.formatted("chapters"), (tables, open, arguments) -> add(tables.chapters, open, arguments),
                ADD_OR_CREATE.formatted("stories", "s:", "id", "id"),
                        (tables, open, arguments) -> addOrCreate(ItemNames.STORY, tables, open, arguments),
                ADD_OR_CREATE.formatted("chapters", "c:", "id, home", "id, id"),
                        (tables, open, arguments) -> addOrCreate(ItemNames.CHAPTER, tables, open, arguments),
                UNDO.formatted("stories"), (tables, open, arguments) -> undo(ItemNames.STORY, tables, open, arguments),
                UNDO.formatted("chapters"),
                        (tables, open, arguments) -> undo(ItemNames.CHAPTER, tables, open, arguments));
    }

    private static List<Entry> entriesOf(Tuple arguments) {
        String[] items = Arguments.texts(arguments, 0);
        Long[] views = Arguments.longs(arguments, 1);
        List<Entry> entries = new ArrayList<>(items.length);
        for (int i = 0; i < items.length; i++) {
            entries.add(Entry.of(items[i], views[i]));
        }
        return entries;
    }

    private static Answer add(Table<String, Item> table, OpenTransaction transaction, Tuple arguments) {
        List<Entry> there = new ArrayList<>();
        for (Entry each : entriesOf(arguments)) {
            Item item = table.see(transaction, each.id);
            if (item != null && item.incarnation() == each.incarnation) {
                there.add(each);
            }
        }
        there.sort(Comparator.comparing(Entry::id));
        there.forEach(each -> table.lock(transaction, each.id, RowLock.NO_KEY_UPDATE));
        long views = 0;
        Set<String> added = new HashSet<>();
        for (Entry each : there) {
            Item item = table.see(transaction, each.id);
            long after = Math.max(item.reads() + each.views, 0);
            table.update(transaction, each.id, item.withReads(after));
            views += after - item.reads();
            added.add(each.item);
        }
        return answer(arguments, added, views, List.of());
    }

    private static Answer addOrCreate(String prefix, Tables tables, OpenTransaction transaction, Tuple arguments) {
        Table<String, Item> table = ItemNames.tableOf(tables, prefix);
        List<Entry> nowThere =
                transaction.asOfTheBeginning(() -> nowThere(prefix, tables, transaction, entriesOf(arguments)));
        long views = 0;
        Set<String> added = new HashSet<>();
        List<String> created = new ArrayList<>();
        List<String> createdIds = new ArrayList<>();
        for (Entry each : nowThere) {
            if (table.insertIfNew(transaction, each.id, new Item(each.incarnation, each.id, null, each.views))) {
                created.add(each.item);
                createdIds.add(each.id);
            } else {
                table.lock(transaction, each.id, RowLock.NO_KEY_UPDATE);
                Item item = table.see(transaction, each.id);
                if (item.incarnation() != each.incarnation) {
                    continue;
                }
                table.update(transaction, each.id, item.withReads(item.reads() + each.views));
            }
            added.add(each.item);
            views += each.views;
        }
        Incarnations.begin(tables, transaction, prefix, createdIds);
        return answer(arguments, added, views, created);
    }

    private static List<Entry> nowThere(
            String prefix, Tables tables, OpenTransaction transaction, List<Entry> entries) {
        List<Entry> nowThere = new ArrayList<>();
        for (Entry each : entries) {
            Item item = ItemNames.tableOf(tables, prefix).see(transaction, each.id);
            Integer next = item == null ? Incarnations.next(tables, transaction, prefix + each.id) : null;
            int now = item != null ? item.incarnation() : next == null ? 0 : next;
            if (each.incarnation == now) {
                nowThere.add(each);
            }
        }
        nowThere.sort(Comparator.comparing(Entry::id));
        return nowThere;
    }

    private static Answer answer(Tuple arguments, Set<String> added, long views, List<String> created) {
        List<String> missing = new ArrayList<>();
        for (String item : Arguments.texts(arguments, 0)) {
            if (!added.contains(item)) {
                missing.add(item);
            }
        }
        return Answer.ofRow(
                ADDED, (long) added.size(), views, missing.toArray(new String[0]), created.toArray(new String[0]));
    }

    private static Answer undo(String prefix, Tables tables, OpenTransaction transaction, Tuple arguments) {
        List<Object[]> undone = new ArrayList<>();
        for (String name : Arguments.texts(arguments, 0)) {
            String id = ItemNames.idOf(name);
            Item item = ItemNames.tableOf(tables, prefix).see(transaction, id);
            if (item != null && item.incarnation() != ItemNames.incarnationOf(name)) {
                if (prefix.equals(ItemNames.STORY)) {
                    Incarnations.deleteStory(tables, transaction, id);
                } else {
                    Incarnations.deleteChapters(tables, transaction, List.of(id));
                }
                undone.add(new Object[] {name});
            }
        }
        return Answer.of(ITEM, undone);
    }
}
