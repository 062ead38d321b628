package io.footfall.product.views.counting;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.footfall.product.views.failover.FallbackStore;
import io.footfall.product.views.failover.UnacknowledgedCall;
import io.footfall.product.views.model.DedupRetention;
import io.footfall.product.views.model.ViewSettings;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts views in Postgres, each viewer once per item and window. See {@code count_views} in the migrations. */
@Singleton
public final class FallbackCounts {

    private static final String COUNT = "select * from count_views($1, $2, $3, $4, $5, $6, $7) order by entry";

    /**
     * The result for one entry.
     *
     * @param status 1 for a first view; 0 if the viewer was counted before, or if the entry only reads the total; -1 if
     *     Postgres does not hold the item in this incarnation; -2 if another item of the same operation is unknown, so
     *     that nothing was counted
     * @param before the item's views before the batch
     * @param added the views of the item that the batch added
     */
    public record Count(int status, long before, long added) {

        /** Whether Postgres holds the view, counted now or before. */
        boolean isHeld() {
            return status >= 0;
        }
    }

    private final Pool postgres;
    private final PostgresGateway gateway;
    private final FallbackStore fallback;
    private final boolean creating;

    /**
     * Creates an instance; sends no statement yet.
     *
     * @param postgres the connections
     * @param gateway the gateway that every statement goes through
     * @param fallback records the calls that have to be undone in Redis
     * @param settings decide whether unknown items are created
     */
    public FallbackCounts(Pool postgres, PostgresGateway gateway, FallbackStore fallback, ViewSettings settings) {
        this.postgres = postgres;
        this.gateway = gateway;
        this.fallback = fallback;
        this.creating = settings.catalogMode() == ViewSettings.CatalogMode.OPEN;
    }

    /**
     * Counts operations of one window in one transaction. If the operations replace an unacknowledged call to Redis,
     * the same transaction records that the call has to be undone.
     *
     * @param work the operations; the place of each item is known
     * @return a count for each entry of each operation, in order; empty if counting in Postgres is closed, and nothing
     *     was done; fails if Postgres is unavailable
     */
    public Uni<Optional<List<Count>>> count(DatabaseCounting.Work work) {
        Tuple arguments = argumentsOf(work);
        return gateway.ask(() -> work.abandoned()
                .map(call -> postgres.withTransaction(connection -> countInstead(connection, call, arguments)))
                .orElseGet(() -> count(postgres, arguments)));
    }

    private Uni<Optional<List<Count>>> countInstead(
            SqlConnection connection, UnacknowledgedCall call, Tuple arguments) {
        return count(connection, arguments)
                .call(counts -> counts.map(found -> fallback.toBeUndone(connection, List.of(undone(call, found))))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /**
     * Returns the call with only those views that have to be undone in Redis, because Postgres holds them instead. The
     * other views are not undone, but the call is kept from running late.
     */
    static UnacknowledgedCall undone(UnacknowledgedCall call, List<Count> counts) {
        return call.where(entry -> counts.get(entry).isHeld());
    }

    private static Uni<Optional<List<Count>>> count(SqlClient client, Tuple arguments) {
        return client.preparedQuery(COUNT)
                .execute(arguments)
                .map(rows -> Rows.all(rows, FallbackCounts::countOf))
                .map(counts -> counts.isEmpty() ? Optional.empty() : Optional.of(counts));
    }

    private Tuple argumentsOf(DatabaseCounting.Work work) {
        List<String> items = new ArrayList<>();
        List<Long> viewers = new ArrayList<>();
        List<Short> partitions = new ArrayList<>();
        List<Integer> ops = new ArrayList<>();
        for (int op = 0; op < work.batch().size(); op++) {
            for (ViewOperation.Entry entry : work.batch().get(op).entries()) {
                items.add(entry.field());
                viewers.add(entry.mark());
                partitions.add((short) entry.partition().number());
                ops.add(op);
            }
        }
        DedupRetention retention = work.batch().get(0).retention();
        return Tuple.tuple()
                .addString(retention.window().label())
                .addOffsetDateTime(retention.until().atOffset(ZoneOffset.UTC))
                .addArrayOfString(items.toArray(String[]::new))
                .addArrayOfLong(viewers.toArray(Long[]::new))
                .addArrayOfShort(partitions.toArray(Short[]::new))
                .addArrayOfInteger(ops.toArray(Integer[]::new))
                .addBoolean(creating);
    }

    private static Count countOf(Row row) {
        return new Count(row.getShort("status"), row.getLong("before"), row.getLong("added"));
    }
}
