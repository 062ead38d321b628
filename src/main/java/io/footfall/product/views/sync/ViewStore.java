package io.footfall.product.views.sync;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.store.NotYetException;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import io.footfall.product.views.model.CatalogLookup;
import io.footfall.product.views.model.PartitionIndex;
import io.footfall.product.views.model.SyncRun;
import io.footfall.product.views.model.SyncTotals;
import io.footfall.product.views.model.ViewSettings;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The counts in Postgres: look-ups, and the transfer, which the ledger makes idempotent. All results fail with
 * {@code StoreUnavailableException} if Postgres is unavailable.
 */
@ApplicationScoped
public class ViewStore {

    private static final String LOOK_UP = """
            select 's' as kind, id, incarnation, id as home, null as story_id, 0 as story_incarnation, read_count
            from stories where id = any($1)
            union all
            select 'c', chapters.id, chapters.incarnation, home, story_id, coalesce(stories.incarnation, 0), chapters.read_count
            from chapters left join stories on stories.id = story_id where chapters.id = any($2)
            """;

    private static final String NEXT = """
            select item, max(incarnation) + 1 as incarnation from deleted_items where item = any($1) group by item
            """;

    private static final String ENTER_LEDGER = """
            insert into sync_batches (id, partition, views) values ($1, $2, $3) on conflict do nothing
            """;

    /** Waits for a concurrent insert of the same batch, and returns the number of parts that it inserted. */
    private static final String BEGIN_PARTS = """
            insert into sync_batches as begun (id, partition, views, parts) values ($1, $2, 0, $3)
            on conflict (id, partition) do update set parts = begun.parts
            returning parts, (select era from view_eras where ended_at is null) as era
            """;

    private static final String PARTS = """
            select coalesce(sync_batches.parts, $3) as parts, era
            from view_eras left join sync_batches on id = $1 and partition = $2
            where ended_at is null
            """;

    private static final String PARTS_HELD = "select parts from sync_batches where id = $1 and partition = $2";

    /** Waits for a concurrent transaction that ends the era, and then updates no row. */
    private static final String SETTLE =
            "update view_eras set settled = settled + $1 where era = $2 and ended_at is null";

    private static final String PRUNE_LEDGER = """
            delete from sync_batches where ctid = any(array(
              select ctid from sync_batches where applied_at < now() - interval '7 days' limit 10000
            ))
            """;

    private static final String RECORD_RUN = """
            insert into sync_state as state (finished_at, duration_millis, stories_processed, chapters_processed,
                                             story_views_added, chapter_views_added, success, last_success_at)
            values ($1, $2, $3, $4, $5, $6, $7, case when $7::boolean then $1::timestamptz end)
            on conflict (only_row) do update set
              finished_at = excluded.finished_at, duration_millis = excluded.duration_millis,
              stories_processed = excluded.stories_processed, chapters_processed = excluded.chapters_processed,
              story_views_added = excluded.story_views_added, chapter_views_added = excluded.chapter_views_added,
              success = excluded.success, last_success_at = coalesce(excluded.last_success_at, state.last_success_at)
            """;

    private static final String LAST_RUN = "select * from sync_state";

    /**
     * A batch that is about to be read from Redis and applied.
     *
     * @param parts the parts in which it is applied
     * @param era the era in which it must be applied; in the next era the data in Redis may differ from what was read,
     *     because the lost views are missing
     */
    public record Begun(SyncBatchParts parts, long era) {}

    /**
     * The result of applying a batch.
     *
     * @param added the numbers by which the counts increased
     * @param missing the fields of items that the catalog does not hold, or not in this incarnation any more
     */
    public record Applied(SyncTotals added, List<String> missing) {}

    private final Pool postgres;
    private final PostgresGateway gateway;
    private final ItemCounts counts;

    /**
     * Creates the store; sends no statement yet.
     *
     * @param postgres the connections
     * @param gateway the gateway that every statement goes through
     * @param settings whether the catalog is open
     */
    public ViewStore(Pool postgres, PostgresGateway gateway, ViewSettings settings) {
        this.postgres = postgres;
        this.gateway = gateway;
        this.counts = new ItemCounts(settings.catalogMode() == ViewSettings.CatalogMode.OPEN);
    }

    /**
     * Looks items up in one statement.
     *
     * @param items the items
     * @return the states of the items; those that the catalog does not hold are missing
     */
    public Uni<Map<ItemId, CatalogLookup>> lookUp(Collection<ItemId> items) {
        return gateway.ask(() -> lookUp(postgres, items));
    }

    /**
     * Looks items up for an open catalog, which also counts items that it does not hold.
     *
     * @param items the items
     * @return the states of all items; of one that the catalog does not hold, the state that it would be created with
     */
    public Uni<Map<ItemId, CatalogLookup>> lookUpOrNext(Collection<ItemId> items) {
        return lookUp(items).chain(found -> {
            List<ItemId> missing =
                    items.stream().filter(item -> !found.containsKey(item)).toList();
            return missing.isEmpty()
                    ? Uni.createFrom().item(found)
                    : next(missing).map(incarnations -> with(found, missing, incarnations));
        });
    }

    private Uni<Map<String, Integer>> next(List<ItemId> items) {
        String[] fields = items.stream().map(ItemId::field).toArray(String[]::new);
        return gateway.ask(() -> postgres.preparedQuery(NEXT)
                .execute(Tuple.tuple().addArrayOfString(fields))
                .map(rows -> {
                    Map<String, Integer> incarnations = new HashMap<>();
                    rows.forEach(row -> incarnations.put(row.getString("item"), row.getInteger("incarnation")));
                    return incarnations;
                }));
    }

    private static Map<ItemId, CatalogLookup> with(
            Map<ItemId, CatalogLookup> found, List<ItemId> missing, Map<String, Integer> incarnations) {
        Map<ItemId, CatalogLookup> all = new HashMap<>(found);
        missing.forEach(item -> all.put(item, CatalogLookup.ofNext(item, incarnations.getOrDefault(item.field(), 0))));
        return all;
    }

    /**
     * Looks items up in one statement, on a given connection, which may be in a transaction.
     *
     * @param client the connection
     * @param items the items
     * @return the states of the items; those that the catalog does not hold are missing; fails with the error of
     *     Postgres
     */
    public static Uni<Map<ItemId, CatalogLookup>> lookUp(SqlClient client, Collection<ItemId> items) {
        return client.preparedQuery(LOOK_UP)
                .execute(Tuple.of(idsOf(items, ItemType.STORY), idsOf(items, ItemType.CHAPTER)))
                .map(ViewStore::entries);
    }

    private static String[] idsOf(Collection<ItemId> items, ItemType type) {
        return items.stream()
                .filter(item -> item.type() == type)
                .map(ItemId::id)
                .distinct()
                .toArray(String[]::new);
    }

    private static Map<ItemId, CatalogLookup> entries(RowSet<Row> rows) {
        Map<ItemId, CatalogLookup> entries = new HashMap<>();
        for (Row row : rows) {
            String id = row.getString("id");
            ItemId item = row.getString("kind").equals("s") ? ItemId.story(id) : ItemId.chapter(id);
            entries.put(item, new CatalogLookup(item, placeOf(row), row.getLong("read_count"), true));
        }
        return entries;
    }

    private static PartitionIndex.Place placeOf(Row row) {
        String story = row.getString("story_id");
        return new PartitionIndex.Place(
                row.getString("home"),
                row.getInteger("incarnation"),
                story == null ? null : new PartitionIndex.Story(story, row.getInteger("story_incarnation")));
    }

    /**
     * Begins to apply a batch, before it is read. The number of parts is fixed when the batch is begun for the first
     * time. It stays the same if the batch is smaller later, because Redis went back in time.
     *
     * @param id the id of the batch
     * @param partition the partition of the batch
     * @param wanted the parts to use if the batch was not begun yet; if there are several, their number is recorded now
     * @return the parts to use, and the present era
     */
    public Uni<Begun> begin(UUID id, PartitionId partition, SyncBatchParts wanted) {
        return gateway.ask(() -> postgres.preparedQuery(wanted.count() == 1 ? PARTS : BEGIN_PARTS)
                .execute(Tuple.of(id, (short) partition.number(), wanted.count()))
                .map(rows -> rows.iterator().next())
                .map(row -> new Begun(new SyncBatchParts(row.getInteger("parts")), row.getLong("era"))));
    }

    /**
     * Applies a batch, or a part of one, to the counts, in one transaction with its entry in the ledger.
     *
     * @param id the id of the batch or of the part
     * @param partition the partition of the batch
     * @param batch the views to add
     * @param era the era in which the batch was begun
     * @return what was added; empty if the ledger holds the batch already; fails with {@link NotYetException} if
     *     another replica has begun to apply it in parts, or if another era has begun
     */
    public Uni<Optional<Applied>> apply(UUID id, PartitionId partition, SyncBatch batch, long era) {
        return gateway.askInBulk(connection -> connection
                .preparedQuery(ENTER_LEDGER)
                .execute(Tuple.of(id, (short) partition.number(), batch.totals().views()))
                .chain(entered -> entered.rowCount() == 0
                        ? isAdded(connection, id, partition)
                        : addAndSettle(connection, batch, era).map(Optional::of)));
    }

    /**
     * Returns an empty result for a batch that the ledger holds. Fails if its entry says that it was begun in parts,
     * because that does not prove that the parts were applied.
     */
    private static Uni<Optional<Applied>> isAdded(SqlConnection connection, UUID id, PartitionId partition) {
        return connection
                .preparedQuery(PARTS_HELD)
                .execute(Tuple.of(id, (short) partition.number()))
                .map(rows -> {
                    if (Rows.all(rows, row -> row.getInteger("parts")).stream().anyMatch(parts -> parts > 1)) {
                        throw new NotYetException("another replica adds the batch in parts");
                    }
                    return Optional.empty();
                });
    }

    /** Updates the one row that all transfers share last, so that they wait for each other as little as possible. */
    private Uni<Applied> addAndSettle(SqlConnection connection, SyncBatch batch, long era) {
        return add(connection, batch)
                .call(() -> settle(connection, batch.totals().views(), era));
    }

    private static Uni<Void> settle(SqlClient client, long views, long era) {
        return client.preparedQuery(SETTLE)
                .execute(Tuple.of(views, era))
                .invoke(settled -> {
                    if (settled.rowCount() == 0) {
                        throw new NotYetException("another era has begun since the batch was read");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Applied> add(SqlConnection connection, SyncBatch batch) {
        return counts.add(connection, ItemType.STORY, batch.stories())
                .chain(stories -> counts.add(connection, ItemType.CHAPTER, batch.chapters())
                        .map(chapters -> applied(stories, chapters)));
    }

    private static Applied applied(ItemCounts.Added stories, ItemCounts.Added chapters) {
        List<String> missing = new ArrayList<>(stories.missing());
        missing.addAll(chapters.missing());
        return new Applied(
                new SyncTotals(stories.items(), chapters.items(), stories.views(), chapters.views()), missing);
    }

    /**
     * Deletes entries of the ledger that are so old that no replica can still hold their batch: older than 7 days. One
     * call deletes at most 10,000 of them.
     *
     * @return completes when they are deleted
     */
    public Uni<Void> pruneLedger() {
        return gateway.ask(() -> postgres.query(PRUNE_LEDGER).execute().replaceWithVoid());
    }

    /**
     * Records a sync as the last one of all replicas.
     *
     * @param run the sync
     * @return completes when it is recorded
     */
    public Uni<Void> record(SyncRun run) {
        return gateway.ask(() -> postgres.preparedQuery(RECORD_RUN)
                .execute(Tuple.tuple()
                        .addOffsetDateTime(run.finishedAt().atOffset(ZoneOffset.UTC))
                        .addLong(run.durationMillis())
                        .addLong(run.totals().stories())
                        .addLong(run.totals().chapters())
                        .addLong(run.totals().storyViews())
                        .addLong(run.totals().chapterViews())
                        .addBoolean(run.success()))
                .replaceWithVoid());
    }

    /**
     * Returns the last completed sync of any replica.
     *
     * @return the sync; null before the first one
     */
    public Uni<SyncRun> lastRun() {
        return gateway.ask(() -> postgres.query(LAST_RUN)
                .execute()
                .map(rows -> rows.size() == 0 ? null : runOf(rows.iterator().next())));
    }

    private static SyncRun runOf(Row row) {
        return new SyncRun(
                row.getOffsetDateTime("finished_at").toInstant(),
                row.getLong("duration_millis"),
                new SyncTotals(
                        row.getLong("stories_processed"),
                        row.getLong("chapters_processed"),
                        row.getLong("story_views_added"),
                        row.getLong("chapter_views_added")),
                row.getBoolean("success"));
    }
}
