package io.footfall.views;

import io.footfall.db.PostgresGateway;
import io.footfall.db.Rows;
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

/** Counts views in Postgres, each viewer once per item and window: see {@code count_views} in the migrations. */
@Singleton
class OutageCounts {

    private static final String COUNT = "select * from count_views($1, $2, $3, $4, $5, $6, $7, $8) order by entry";

    /** Should it come late, it finds this and does nothing. What is taken back counts as transferred, see views_lost(). */
    private static final String UNDO = """
            with deleted as (
              delete from view_dedup using unnest($3::text[], $4::bigint[]) as counted (item, viewer)
              where view_dedup.window_label = $2
                and view_dedup.viewer = counted.viewer
                and view_dedup.item = counted.item
                and view_dedup.batch = $1
              returning view_dedup.item, view_dedup.partition
            ), undone as (
              select item, partition, count(*) as views from deleted group by item, partition
            ), settled as (
              update view_eras set settled = settled + (select count(*) from deleted)
              where era = (select max(era) from view_eras)
            )
            insert into undone_counts (batch, items, partitions, views)
            select $1, coalesce(array_agg(item), '{}'), coalesce(array_agg(partition), '{}'), coalesce(array_agg(views), '{}')
            from undone
            on conflict do nothing
            """;

    private static final String UNDONE = """
            select u.item, u.partition, u.views, coalesce(s.read_count, c.read_count) as persisted
            from undone_counts, unnest(items, partitions, views) u (item, partition, views)
            left join stories s on u.item like 's:%' and s.id = substr(u.item, 3)
            left join chapters c on u.item like 'c:%' and c.id = substr(u.item, 3)
            where batch = $1 and coalesce(s.id, c.id) is not null
            """;

    /** What became of one entry: a status of {@code count_views}, and the item's views before and through the batch. */
    record Count(int status, long before, long added) {}

    /** What a count that was undone had added to an item, and what Postgres holds of that, this included. */
    record Undone(String item, int partition, long views, long persisted) {}

    private final Pool postgres;
    private final PostgresGateway gateway;
    private final OutageStore outages;
    private final boolean creating;

    OutageCounts(Pool postgres, PostgresGateway gateway, OutageStore outages, ViewSettings settings) {
        this.postgres = postgres;
        this.gateway = gateway;
        this.outages = outages;
        this.creating = settings.catalogMode() == ViewSettings.CatalogMode.OPEN;
    }

    /**
     * Counts operations of one window in one transaction, together with the call to Redis that it takes the place of.
     *
     * @return a count for each entry of each operation; empty where counting in Postgres is closed, and nothing was done
     */
    Uni<Optional<List<Count>>> count(DatabaseCounting.Work work) {
        Tuple arguments = argumentsOf(work);
        return gateway.ask(() -> work.abandoned()
                .map(call -> postgres.withTransaction(connection -> countInstead(connection, call, arguments)))
                .orElseGet(() -> count(postgres, arguments)));
    }

    private Uni<Optional<List<Count>>> countInstead(SqlConnection connection, AbandonedCall call, Tuple arguments) {
        return count(connection, arguments)
                .call(counts ->
                        counts.isEmpty() ? Uni.createFrom().voidItem() : outages.toBeUndone(connection, List.of(call)));
    }

    private static Uni<Optional<List<Count>>> count(SqlClient client, Tuple arguments) {
        return client.preparedQuery(COUNT)
                .execute(arguments)
                .map(rows -> Rows.all(rows, OutageCounts::countOf))
                .map(counts -> counts.isEmpty() ? Optional.empty() : Optional.of(counts));
    }

    private Tuple argumentsOf(DatabaseCounting.Work work) {
        List<String> items = new ArrayList<>();
        List<Long> viewers = new ArrayList<>();
        List<Short> partitions = new ArrayList<>();
        List<Integer> ops = new ArrayList<>();
        for (int op = 0; op < work.batch().size(); op++) {
            for (CountOp.Entry entry : work.batch().get(op).entries()) {
                items.add(entry.item().field());
                viewers.add(entry.mark());
                partitions.add((short) entry.partition().number());
                ops.add(op);
            }
        }
        Retention retention = work.batch().get(0).retention();
        return Tuple.tuple()
                .addString(retention.window().label())
                .addOffsetDateTime(retention.until().atOffset(ZoneOffset.UTC))
                .addArrayOfString(items.toArray(String[]::new))
                .addArrayOfLong(viewers.toArray(Long[]::new))
                .addArrayOfShort(partitions.toArray(Short[]::new))
                .addArrayOfInteger(ops.toArray(Integer[]::new))
                .addBoolean(creating)
                .addUUID(work.id());
    }

    private static Count countOf(Row row) {
        return new Count(row.getShort("status"), row.getLong("before"), row.getLong("added"));
    }

    /**
     * Forgets a count that was not answered, whether it happened, never will, or comes later.
     *
     * @param batch the count
     * @return what it had added, which is still to be taken back; the same when asked again
     */
    Uni<List<Undone>> undo(UnansweredCounts.Batch batch) {
        return outages.whileNobodyCounts(connection -> connection
                .preparedQuery(UNDO)
                .execute(Tuple.of(
                        batch.id(),
                        batch.window(),
                        batch.items().toArray(String[]::new),
                        batch.viewers().toArray(Long[]::new)))
                .chain(() -> connection.preparedQuery(UNDONE).execute(Tuple.of(batch.id())))
                .map(rows -> Rows.all(rows, OutageCounts::undoneOf)));
    }

    private static Undone undoneOf(Row row) {
        return new Undone(
                row.getString("item"), row.getShort("partition"), row.getLong("views"), row.getLong("persisted"));
    }
}
