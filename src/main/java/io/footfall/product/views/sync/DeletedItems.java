package io.footfall.product.views.sync;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.footfall.product.catalog.CatalogListener.Placed;
import io.footfall.product.catalog.ItemId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Items that were deleted in Postgres, but whose total may still be in Redis: Redis was unavailable, or the replica
 * that deleted them died before it removed the total. See {@code V15__incarnations.sql}.
 */
@Singleton
public final class DeletedItems {

    private static final int PAGE = 1_000;

    private static final String NOT_REMOVED = """
            select item, incarnation, home from deleted_items where not removed order by item limit %d
            """.formatted(PAGE);

    private static final String NOT_REMOVED_OF =
            "select item, incarnation, home from deleted_items where item = $1 and not removed";

    private static final String REMOVED = """
            update deleted_items set removed = true
            from unnest($1::text[], $2::integer[]) as gone (item, incarnation)
            where deleted_items.item = gone.item and deleted_items.incarnation = gone.incarnation
            """;

    private final Pool postgres;
    private final PostgresGateway gateway;

    /**
     * Creates an instance; sends no statement yet.
     *
     * @param postgres the connections
     * @param gateway the gateway that every statement goes through
     */
    public DeletedItems(Pool postgres, PostgresGateway gateway) {
        this.postgres = postgres;
        this.gateway = gateway;
    }

    /**
     * Returns a page of deleted items that Redis may still hold.
     *
     * @return at most 1,000 items, ordered by their fields; fails if Postgres is unavailable
     */
    public Uni<List<Placed>> notRemoved() {
        return gateway.ask(
                () -> postgres.query(NOT_REMOVED).execute().map(rows -> Rows.all(rows, DeletedItems::placedOf)));
    }

    /**
     * Returns the deleted incarnations of one id that Redis may still hold.
     *
     * @param item the item
     * @return the incarnations; fails if Postgres is unavailable
     */
    public Uni<List<Placed>> notRemoved(ItemId item) {
        return gateway.ask(() -> postgres.preparedQuery(NOT_REMOVED_OF)
                .execute(Tuple.of(item.field()))
                .map(rows -> Rows.all(rows, DeletedItems::placedOf)));
    }

    private static Placed placedOf(Row row) {
        return new Placed(ItemId.ofField(row.getString("item")), row.getString("home"), row.getInteger("incarnation"));
    }

    /** Whether more pages may follow. */
    static boolean isFull(List<Placed> page) {
        return page.size() == PAGE;
    }

    /**
     * Records that Redis does not hold these items any more.
     *
     * @param items the items
     * @return completes when it is recorded; fails if Postgres is unavailable
     */
    public Uni<Void> removed(List<Placed> items) {
        return items.isEmpty()
                ? Uni.createFrom().voidItem()
                : gateway.ask(() -> postgres.preparedQuery(REMOVED)
                        .execute(Tuple.of(
                                items.stream().map(each -> each.id().field()).toArray(String[]::new),
                                items.stream().map(Placed::incarnation).toArray(Integer[]::new)))
                        .replaceWithVoid());
    }
}
