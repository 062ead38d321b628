package io.footfall.product.views.sync;

import io.footfall.platform.postgres.Rows;
import io.footfall.product.catalog.ItemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Adds the views of a sync to the counts of stories and chapters, each of one incarnation. Rows are locked and created
 * in the order of their ids, as everywhere, so that no deadlock occurs. Exception: in an open catalog negative views
 * are added after the others. A deadlock is possible then, but rare; Postgres aborts one of the two transactions, and
 * the sync is retried.
 */
public final class ItemCounts {

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

    static final String ADD_TO_STORIES = ADD.formatted("stories");
    private static final String ADD_TO_CHAPTERS = ADD.formatted("chapters");

    /**
     * Does not create an item for views of an incarnation that was deleted. What was changed is looked up in hashed
     * subplans: the planner expects one row of each side, and would join them by comparing each with each, which takes
     * seconds for a few thousand items.
     */
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

    static final String STORIES_OR_NEW = ADD_OR_CREATE.formatted("stories", "s:", "id", "id");
    private static final String CHAPTERS_OR_NEW = ADD_OR_CREATE.formatted("chapters", "c:", "id, home", "id, id");

    /**
     * Deletes rows that this transaction created, but with another incarnation than that of the views: the previous
     * incarnation was deleted while the insert waited. Rows that were only updated stay, because a batch may hold views
     * of two incarnations.
     */
    private static final String UNDO = """
            delete from %s items
            using (select item, id_of(item) as id, incarnation_of(item) as incarnation from unnest($1::text[]) as batch (item)) as batch
            where items.id = batch.id and items.incarnation <> batch.incarnation
            returning batch.item
            """;

    private static final String UNDO_STORIES = UNDO.formatted("stories");
    private static final String UNDO_CHAPTERS = UNDO.formatted("chapters");

    /**
     * The result of adding views.
     *
     * @param items number of items whose count was changed
     * @param views sum of the changes
     * @param missing fields of items that the catalog does not hold, or not in this incarnation any more
     */
    public record Added(long items, long views, List<String> missing) {

        static final Added NOTHING = new Added(0, 0, List.of());

        /** Subtracts items that were created and deleted again, and adds them to the missing ones. */
        Added without(SyncBatch.Column undone) {
            List<String> all = new ArrayList<>(missing);
            all.addAll(List.of(undone.items()));
            return new Added(items - undone.items().length, views - undone.sum(), all);
        }

        /** Adds the result of creating items that were missing. */
        Added andThen(SyncBatch.Column wanted, Added created) {
            List<String> left = new ArrayList<>(missing);
            left.removeAll(List.of(wanted.items()));
            left.addAll(created.missing);
            return new Added(items + created.items, views + created.views, left);
        }

        /** Adds the changes of another result, but not its missing items. */
        Added plusChanged(Added other) {
            return new Added(items + other.items, views + other.views, missing);
        }
    }

    private final boolean open;

    /**
     * Creates an instance. If the catalog is open, most batches may hold items that it does not hold yet, so one
     * statement updates and creates.
     *
     * @param open whether the catalog is open
     */
    public ItemCounts(boolean open) {
        this.open = open;
    }

    /**
     * Adds views to items of one type.
     *
     * @param connection the connection whose transaction contains the change
     * @param type the type of all items
     * @param counts the items and their views, ordered by field; negative where views are to be reverted
     * @return what was changed; fails with the error of Postgres, for example for a deadlock
     */
    public Uni<Added> add(SqlConnection connection, ItemType type, SyncBatch.Column counts) {
        if (counts.items().length == 0) {
            return Uni.createFrom().item(Added.NOTHING);
        }
        return open ? addOrCreate(connection, type, counts) : addAndCreate(connection, type, counts);
    }

    /**
     * Subtracts negative views only from items that exist. An item whose views are zero is not created. Neither is
     * reported as missing, because it may be viewed in Redis and be created later.
     */
    private static Uni<Added> addOrCreate(SqlConnection connection, ItemType type, SyncBatch.Column counts) {
        SyncBatch.Column less = counts.where(views -> views < 0);
        Uni<Added> added = create(connection, type, counts.where(views -> views > 0));
        return less.items().length == 0
                ? added
                : added.chain(first -> addToExisting(connection, type, less).map(first::plusChanged));
    }

    /** Creates missing items in a strict catalog too, because a replica with an open catalog may have counted them. */
    private static Uni<Added> addAndCreate(SqlConnection connection, ItemType type, SyncBatch.Column counts) {
        return addToExisting(connection, type, counts).chain(first -> {
            SyncBatch.Column unknown = counts.of(Set.copyOf(first.missing())).where(views -> views > 0);
            return unknown.items().length == 0
                    ? Uni.createFrom().item(first)
                    : create(connection, type, unknown).map(created -> first.andThen(unknown, created));
        });
    }

    private static Uni<Added> create(SqlConnection connection, ItemType type, SyncBatch.Column counts) {
        return connection
                .preparedQuery(type == ItemType.STORY ? STORIES_OR_NEW : CHAPTERS_OR_NEW)
                .execute(Tuple.of(counts.items(), counts.views()))
                .map(rows -> rows.iterator().next())
                .chain(row -> undoIfAnother(connection, type, row.getArrayOfStrings("created"))
                        .map(undone ->
                                undone.isEmpty() ? addedOf(row) : addedOf(row).without(counts.of(Set.copyOf(undone)))));
    }

    private static Uni<List<String>> undoIfAnother(SqlConnection connection, ItemType type, String[] created) {
        return created.length == 0
                ? Uni.createFrom().item(List.of())
                : connection
                        .preparedQuery(type == ItemType.STORY ? UNDO_STORIES : UNDO_CHAPTERS)
                        .execute(Tuple.tuple().addArrayOfString(created))
                        .map(rows -> Rows.all(rows, row -> row.getString("item")));
    }

    private static Uni<Added> addToExisting(SqlConnection connection, ItemType type, SyncBatch.Column counts) {
        return connection
                .preparedQuery(type == ItemType.STORY ? ADD_TO_STORIES : ADD_TO_CHAPTERS)
                .execute(Tuple.of(counts.items(), counts.views()))
                .map(rows -> addedOf(rows.iterator().next()));
    }

    private static Added addedOf(Row row) {
        return new Added(row.getLong("items"), row.getLong("views"), List.of(row.getArrayOfStrings("missing")));
    }
}
