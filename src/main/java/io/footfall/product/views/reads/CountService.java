package io.footfall.product.views.reads;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.model.CatalogLookup;
import io.footfall.product.views.model.CountingRoute;
import io.footfall.product.views.model.PartitionIndex;
import io.footfall.product.views.model.SyncRun;
import io.footfall.product.views.sync.SyncService;
import io.footfall.product.views.sync.ViewStore;
import io.footfall.product.views.totals.MonotonicTotals;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads counts. It queries Postgres first and Redis second. Totals never fall, except when views are reverted. So a
 * total that Redis replies later is never lower than the persisted views that Postgres returned before, however many
 * syncs run in between. An item without a total in Redis has no buffered views.
 *
 * <p>While Redis is unavailable, a count is the persisted views in Postgres, or the last total that this replica
 * remembers if that is higher, because it includes the views that were buffered when Redis became unavailable. While
 * Postgres is unavailable, a count is the total in Redis.
 */
@Singleton
public final class CountService {

    /**
     * The count of an item.
     *
     * @param total all views, persisted and buffered; not below {@code persisted} unless views are being reverted
     * @param persisted the views that Postgres holds
     */
    public record Count(long total, long persisted) {}

    private final ViewStore store;
    private final SyncService syncs;
    private final RedisCalls redis;
    private final CountingRoute route;
    private final PartitionIndex partitions;
    private final MonotonicTotals totals;

    CountService(
            ViewStore store,
            SyncService syncs,
            RedisCalls redis,
            CountingRoute route,
            PartitionIndex partitions,
            MonotonicTotals totals) {
        this.store = store;
        this.syncs = syncs;
        this.redis = redis;
        this.route = route;
        this.partitions = partitions;
        this.totals = totals;
    }

    /** Returns the count of an item, or null if the item does not exist. */
    Uni<CountAnswer> of(ItemId item) {
        return Uni.combine()
                .all()
                .unis(of(List.of(item)), lastSyncAt())
                .asTuple()
                .map(found -> answer(item, found.getItem1().get(item), found.getItem2()));
    }

    private Uni<Instant> lastSyncAt() {
        return syncs.lastRun().map(run -> run.map(SyncRun::finishedAt).orElse(null));
    }

    private static CountAnswer answer(ItemId item, Count count, Instant lastSyncAt) {
        return count == null ? null : CountAnswer.of(item, count.total(), count.persisted(), lastSyncAt);
    }

    /**
     * Returns the counts of many items with one round trip to each store.
     *
     * @param items the items
     * @return the counts of the items that the catalog holds; fails with {@link StoreUnavailableException} if Postgres
     *     is unavailable and Redis does not hold an exact total of each item
     */
    public Uni<Map<ItemId, Count>> of(List<ItemId> items) {
        return store.lookUp(items)
                .map(Map::values)
                .invoke(found -> found.forEach(partitions::learn))
                .chain(this::withTotals)
                .onFailure(failure -> failure instanceof StoreUnavailableException && !route.isClosed())
                .recoverWithUni(failure -> withoutPostgres(items, failure));
    }

    private Uni<Map<ItemId, Count>> withTotals(Collection<CatalogLookup> found) {
        if (found.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        if (route.isClosed()) {
            return Uni.createFrom().item(withoutRedis(found));
        }
        List<CatalogLookup> entries = List.copyOf(found);
        return redis.batch(Reads.TOTALS.of(entries))
                .map(answers -> counts(entries, answers))
                .onFailure(StoreUnavailableException.class)
                .recoverWithItem(() -> withoutRedis(entries));
    }

    private Map<ItemId, Count> withoutRedis(Collection<CatalogLookup> entries) {
        Map<ItemId, Count> counts = new HashMap<>();
        for (CatalogLookup entry : entries) {
            long persisted = entry.persistedViews();
            counts.put(
                    entry.item(), new Count(totals.withoutRedis(entry.field(), persisted, route::isClosed), persisted));
        }
        return counts;
    }

    private static Map<ItemId, Count> counts(List<CatalogLookup> entries, List<Response> answers) {
        Map<ItemId, Count> counts = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            CatalogLookup entry = entries.get(i);
            long persisted = entry.persistedViews();
            Response total = Reads.TOTALS.total(answers, i);
            counts.put(
                    entry.item(),
                    new Count(total == null ? persisted : Math.max(total.toLong(), persisted), persisted));
        }
        return counts;
    }

    /**
     * Succeeds only if Redis has an exact total of each item, because without Postgres it is unknown whether the other
     * items exist.
     */
    private Uni<Map<ItemId, Count>> withoutPostgres(List<ItemId> items, Throwable failure) {
        List<CatalogLookup> entries = new ArrayList<>();
        for (ItemId item : items) {
            PartitionIndex.Place place = partitions.of(item);
            if (place == null) {
                return Uni.createFrom().failure(failure);
            }
            entries.add(new CatalogLookup(item, place, 0, true));
        }
        return redis.batch(Reads.EVERYTHING.of(entries)).map(answers -> countsOfRedis(entries, answers, failure));
    }

    private static Map<ItemId, Count> countsOfRedis(
            List<CatalogLookup> entries, List<Response> answers, Throwable failure) {
        Map<ItemId, Count> counts = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            Response total = Reads.EVERYTHING.exactTotal(answers, i);
            if (total == null) {
                throw StoreUnavailableException.postgres(failure);
            }
            counts.put(
                    entries.get(i).item(),
                    new Count(total.toLong(), total.toLong() - Reads.EVERYTHING.buffered(answers, i)));
        }
        return counts;
    }

    /**
     * The hash fields to read in Redis for each item, in one batch for all items.
     *
     * @param each number of commands per item
     */
    private record Reads(int each) {

        private static final int FOR_A_TOTAL = 4;

        /**
         * Reads the approximate total, then the younger, the older and again the younger generation of exact totals.
         * The commands are not atomic. If a total moves from the older to the younger generation between two of them,
         * the last one finds it.
         */
        private static final Reads TOTALS = new Reads(FOR_A_TOTAL);

        /** Reads also the pending views and the views of the claimed batch. */
        private static final Reads EVERYTHING = new Reads(FOR_A_TOTAL + 2);

        private List<Request> of(List<CatalogLookup> entries) {
            List<Request> requests = new ArrayList<>(each * entries.size());
            for (CatalogLookup entry : entries) {
                PartitionId partition = PartitionId.of(entry.place().home());
                Stream.of(
                                RedisKeys.approximate(partition),
                                RedisKeys.known(partition),
                                RedisKeys.olderKnown(partition),
                                RedisKeys.known(partition),
                                RedisKeys.pending(partition),
                                RedisKeys.flushing(partition))
                        .limit(each)
                        .forEach(key ->
                                requests.add(Request.cmd(Command.HGET).arg(key).arg(entry.field())));
            }
            return requests;
        }

        /**
         * Returns also an approximate total, because the caller knows the persisted views and uses the higher value.
         */
        private Response total(List<Response> answers, int entry) {
            Response exact = exactTotal(answers, entry);
            return exact == null ? answers.get(each * entry) : exact;
        }

        private Response exactTotal(List<Response> answers, int entry) {
            return IntStream.iterate(FOR_A_TOTAL - 1, i -> i > 0, i -> i - 1)
                    .mapToObj(i -> answers.get(each * entry + i))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }

        private long buffered(List<Response> answers, int entry) {
            return answers.subList(each * entry + FOR_A_TOTAL, each * (entry + 1)).stream()
                    .filter(Objects::nonNull)
                    .mapToLong(Response::toLong)
                    .sum();
        }
    }
}
