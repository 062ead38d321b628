package io.footfall.views;

import io.footfall.catalog.ItemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;

/**
 * The counts of stories and chapters, as a sync adds to them. Rows are locked, and created, in the order of ids, as by everybody, so that
 * nobody deadlocks. (In an open catalog what is taken back comes after the rest. That is rare; Postgres ends one of two that wait for each
 * other, and it is tried again.)
 */
final class ItemCounts {

    private static final String ADD = """
            with batch as (
              select * from unnest($1::text[], $2::bigint[]) as batch (id, views)
            ), locked as (
              select items.id, items.read_count as before, batch.views from %1$s items join batch using (id)
              order by items.id for no key update of items
            ), added as (
              -- What is taken back may be of an item of that id that is gone, and was created again with fewer views.
              update %1$s items set read_count = greatest(items.read_count + locked.views, 0)
              from locked
              where items.id = locked.id
              returning items.id, items.read_count - locked.before as views
            )
            select count(*) as items, coalesce(sum(views), 0)::bigint as views,
                   array(select id from batch except select id from added) as missing
            from added
            """;

    private static final String ADD_TO_STORIES = ADD.formatted("stories");
    private static final String ADD_TO_CHAPTERS = ADD.formatted("chapters");

    private static final String ADD_OR_CREATE = """
            insert into %1$s as items (%2$s, read_count)
            select %3$s, views from unnest($1::text[], $2::bigint[]) as batch (id, views)
            order by id
            on conflict (id) do update set read_count = items.read_count + excluded.read_count
            """;

    private static final String STORIES_OR_NEW = ADD_OR_CREATE.formatted("stories", "id", "id");
    private static final String CHAPTERS_OR_NEW = ADD_OR_CREATE.formatted("chapters", "id, home", "id, id");

    /**
     * What was added.
     *
     * @param items whose count was changed
     * @param views what their counts grew by altogether
     * @param missing ids that the catalog does not hold (any more)
     */
    record Added(long items, long views, List<String> missing) {

        static final Added NOTHING = new Added(0, 0, List.of());

        /** With what else was changed; what was missing there is left out. */
        Added plusChanged(Added other) {
            return new Added(items + other.items, views + other.views, missing);
        }
    }

    private final boolean creating;

    /** Whether it creates what the catalog does not hold. */
    ItemCounts(boolean creating) {
        this.creating = creating;
    }

    /** Adds views to items of one type, fewer than none where some are taken back. */
    Uni<Added> add(SqlConnection connection, ItemType type, Batch.Column counts) {
        if (counts.ids().length == 0) {
            return Uni.createFrom().item(Added.NOTHING);
        }
        return creating ? addOrCreate(connection, type, counts) : addToExisting(connection, type, counts);
    }

    /**
     * What is taken back is taken from items that are there, and one whose views came to nothing is not created. None is missing: one that
     * is gone may be viewed, and wait to be created.
     */
    private static Uni<Added> addOrCreate(SqlConnection connection, ItemType type, Batch.Column counts) {
        Batch.Column more = counts.where(views -> views > 0);
        Batch.Column less = counts.where(views -> views < 0);
        Uni<Added> added = connection
                .preparedQuery(type == ItemType.STORY ? STORIES_OR_NEW : CHAPTERS_OR_NEW)
                .execute(Tuple.of(more.ids(), more.views()))
                .map(rows -> new Added(rows.rowCount(), more.sum(), List.of()));
        return less.ids().length == 0
                ? added
                : added.chain(first -> addToExisting(connection, type, less).map(first::plusChanged));
    }

    private static Uni<Added> addToExisting(SqlConnection connection, ItemType type, Batch.Column counts) {
        return connection
                .preparedQuery(type == ItemType.STORY ? ADD_TO_STORIES : ADD_TO_CHAPTERS)
                .execute(Tuple.of(counts.ids(), counts.views()))
                .map(rows -> addedOf(rows.iterator().next()));
    }

    private static Added addedOf(Row row) {
        return new Added(row.getLong("items"), row.getLong("views"), List.of(row.getArrayOfStrings("missing")));
    }
}
