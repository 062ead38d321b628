package io.footfall.product.views.failover;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.model.CatalogLookup;
import io.footfall.product.views.sync.ViewStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The viewers whose views were counted in Postgres while Redis was unavailable, and who have to be backfilled into
 * Redis. See {@code V14__provisional_views.sql}. Each step is idempotent.
 */
public final class FallbackViewers {

    private static final String TO_HAND_BACK = """
            select window_label, item, viewer, partition, held_until, handing
            from view_dedup
            where not handed_back
            order by partition, item, window_label
            limit $1
            """;

    private static final String SETTLE = "select settle_views($1, $2, $3, $4, $5) as taken_back";

    /** Skips a viewer for whom a new backfill was requested in the meantime, or whose retention was extended. */
    private static final String HANDED_BACK = """
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
            """;

    /**
     * A viewer who was counted in Postgres and has not been backfilled into Redis.
     *
     * @param window the label of the dedup window
     * @param item the field of the item, which names its incarnation
     * @param viewer the viewer's dedup mark of the item
     * @param partition the number of the item's partition
     * @param heldUntil when the mark expires
     * @param handing how often a new backfill of the viewer was requested
     */
    public record Viewing(
            String window, String item, long viewer, int partition, OffsetDateTime heldUntil, int handing) {}

    /**
     * A viewer whose mark is in Redis now.
     *
     * @param viewing the viewer
     * @param held whether Redis held the mark before, because it had counted the viewer itself
     */
    public record Handed(Viewing viewing, boolean held) {}

    private final PostgresGateway gateway;
    private final Optional<SqlConnection> connection;
    private final int page;

    /**
     * Creates access to the viewers.
     *
     * @param page number of viewers per page
     * @param connection the connection whose transaction contains all steps; if empty, each step is a transaction of
     *     its own
     */
    FallbackViewers(PostgresGateway gateway, int page, Optional<SqlConnection> connection) {
        this.gateway = gateway;
        this.page = page;
        this.connection = connection;
    }

    private <T> Uni<T> ask(Function<SqlConnection, Uni<T>> step) {
        return connection.map(step).orElseGet(() -> gateway.askInBulk(step));
    }

    /**
     * Returns the next page of viewers to backfill.
     *
     * @return the viewers, ordered by partition and item; empty if there are none; fails if Postgres is unavailable
     */
    public Uni<List<Viewing>> next() {
        return ask(client -> client.preparedQuery(TO_HAND_BACK)
                .execute(Tuple.of(page))
                .map(rows -> Rows.all(rows, FallbackViewers::viewingOf)));
    }

    private static Viewing viewingOf(Row row) {
        return new Viewing(
                row.getString("window_label"),
                row.getString("item"),
                row.getLong("viewer"),
                row.getShort("partition"),
                row.getOffsetDateTime("held_until"),
                row.getInteger("handing"));
    }

    /** Whether more viewers may follow, possibly of the last item of this page. */
    boolean isFull(List<Viewing> found) {
        return found.size() == page;
    }

    /**
     * Settles provisional views. If Redis had counted the viewer itself, the view was counted twice, and the one in
     * Postgres is reverted. Skips viewers for whom a new backfill was requested in the meantime.
     *
     * @param viewers the viewers, whose marks are in Redis
     * @return number of views that were reverted; fails if Postgres is unavailable
     */
    public Uni<Long> settle(List<Handed> viewers) {
        return ask(client -> client.preparedQuery(SETTLE)
                .execute(Tuple.of(
                        viewers.stream().map(each -> each.viewing().window()).toArray(String[]::new),
                        viewers.stream().map(each -> each.viewing().item()).toArray(String[]::new),
                        viewers.stream().map(each -> each.viewing().viewer()).toArray(Long[]::new),
                        viewers.stream().map(Handed::held).toArray(Boolean[]::new),
                        viewers.stream().map(each -> each.viewing().handing()).toArray(Integer[]::new)))
                .map(rows -> rows.iterator().next().getLong("taken_back")));
    }

    /**
     * Reads items in the catalog, with the changes of the steps before.
     *
     * @param items the items
     * @return the states of the items that the catalog holds; fails if Postgres is unavailable
     */
    public Uni<Map<ItemId, CatalogLookup>> lookUp(Collection<ItemId> items) {
        return ask(client -> ViewStore.lookUp(client, items));
    }

    /**
     * Records that Redis holds the marks of these viewers and the totals of their items. Skips viewers whose views are
     * provisional again.
     *
     * @param viewings the viewers
     * @return the viewers for whom it was recorded; fails if Postgres is unavailable
     */
    public Uni<List<Viewing>> handedBack(List<Viewing> viewings) {
        return ask(client -> client.preparedQuery(HANDED_BACK)
                .execute(Tuple.of(
                        viewings.stream().map(Viewing::window).toArray(String[]::new),
                        viewings.stream().map(Viewing::item).toArray(String[]::new),
                        viewings.stream().map(Viewing::viewer).toArray(Long[]::new),
                        viewings.stream().map(Viewing::handing).toArray(Integer[]::new),
                        viewings.stream().map(Viewing::heldUntil).toArray(OffsetDateTime[]::new)))
                .map(rows -> Rows.all(rows, row -> viewings.get(Math.toIntExact(row.getLong("place")) - 1))));
    }
}
