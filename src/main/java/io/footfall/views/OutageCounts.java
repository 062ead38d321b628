package io.footfall.views;

import io.footfall.catalog.ItemId;
import io.footfall.db.PostgresGateway;
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
import java.util.stream.StreamSupport;

/** Counts views in Postgres, each viewer once per item and window: see {@code count_views} in the migrations. */
@Singleton
class OutageCounts {

    private static final String COUNT = "select * from count_views($1, $2, $3, $4, $5, $6, $7, $8) order by entry";

    private static final String REVOKE_CALL = """
            insert into revoked_calls (slot, seq, window_label, items, viewers, partitions)
            values ($1, $2, $3, $4, $5, $6) on conflict do nothing
            """;

    /** Should it come late, it finds this and does nothing. */
    private static final String LEAVE_ALONE = "insert into undone_counts (batch) values ($1) on conflict do nothing";

    private static final String UNDO = """
            with undone as (
              delete from view_dedup using unnest($3::text[], $4::bigint[]) as counted (item, viewer)
              where view_dedup.window_label = $2
                and view_dedup.viewer = counted.viewer
                and view_dedup.item = counted.item
                and view_dedup.batch = $1
              returning view_dedup.item, view_dedup.partition
            ), undone_views as (
              select item, partition, count(*) as views from undone group by item, partition
            ), story_counts as (
              update stories set read_count = read_count - v.views
              from undone_views v where v.item like 's:%' and stories.id = substr(v.item, 3)
              returning v.item, v.partition, read_count
            ), chapter_counts as (
              update chapters set read_count = read_count - v.views
              from undone_views v where v.item like 'c:%' and chapters.id = substr(v.item, 3)
              returning v.item, v.partition, read_count
            )
            select * from story_counts union all select * from chapter_counts
            """;

    /** What became of one entry: a status of {@code count_views}, and the item's views before and through the batch. */
    record Count(int status, long before, long added) {}

    private final Pool postgres;
    private final PostgresGateway gateway;
    private final boolean creating;

    OutageCounts(Pool postgres, PostgresGateway gateway, ViewSettings settings) {
        this.postgres = postgres;
        this.gateway = gateway;
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
                .call(counts -> counts.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : connection.preparedQuery(REVOKE_CALL).execute(tupleOf(call)));
    }

    private static Uni<Optional<List<Count>>> count(SqlClient client, Tuple arguments) {
        return client.preparedQuery(COUNT)
                .execute(arguments)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(OutageCounts::countOf)
                        .toList())
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
                viewers.add(entry.mark().isEmpty() ? null : Long.valueOf(entry.mark()));
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

    private static Tuple tupleOf(AbandonedCall call) {
        return Tuple.tuple()
                .addString(call.slot())
                .addLong(call.seq())
                .addString(call.window())
                .addArrayOfString(call.items().toArray(String[]::new))
                .addArrayOfString(call.viewers().toArray(String[]::new))
                .addArrayOfShort(
                        call.partitions().stream().map(Integer::shortValue).toArray(Short[]::new));
    }

    /**
     * Undoes a count that was not answered, whether it happened, never will, or comes later.
     *
     * @param connection one that keeps everybody from counting in Postgres
     * @param batch the count
     * @return what the counts of items that it had changed are now
     */
    Uni<List<HandBack.Persisted>> undo(SqlConnection connection, UnansweredCounts.Batch batch) {
        return connection
                .preparedQuery(LEAVE_ALONE)
                .execute(Tuple.of(batch.id()))
                .chain(() -> connection
                        .preparedQuery(UNDO)
                        .execute(Tuple.of(
                                batch.id(),
                                batch.window(),
                                batch.items().toArray(String[]::new),
                                batch.viewers().toArray(Long[]::new))))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(OutageCounts::persistedOf)
                        .toList());
    }

    private static HandBack.Persisted persistedOf(Row row) {
        return new HandBack.Persisted(
                ItemId.ofField(row.getString("item")), row.getShort("partition"), row.getLong("read_count"));
    }
}
