package io.footfall.product.views.failover;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.model.CatalogLookup;
import io.footfall.product.views.model.ViewSettings;
import io.footfall.product.views.sync.SyncService;
import io.footfall.product.views.sync.TotalSettlement;
import io.footfall.product.views.sync.ViewStore;
import io.footfall.product.views.totals.SharedTotals;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Replaces approximate totals in Redis by exact ones. An approximate total is a lower bound: it was started while
 * Postgres was unavailable, so that the number of persisted views was unknown. When Postgres is available again, the
 * replica that counted with the approximate total settles it within two seconds. In addition, each successful sync
 * settles the approximate totals of all replicas.
 */
@Singleton
public final class ApproximateTotals {

    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final String FIRST_PAGE = "0";
    private static final String PAGE = "500";

    private final Vertx vertx;
    private final RedisCalls redis;
    private final PostgresGateway postgres;
    private final ViewStore store;
    private final TotalSettlement settlement;
    private final SyncService syncs;
    private final SharedTotals shared;
    private final boolean isOpen;
    private final Set<PartitionId> counted = ConcurrentHashMap.newKeySet();

    /**
     * Creates an instance, and registers the settlement that follows each successful sync.
     *
     * @param vertx provides the timer
     * @param redis the calls to Redis
     * @param postgres the gateway whose circuit shows whether Postgres is available
     * @param store looks items up in Postgres
     * @param settlement sets the totals
     * @param syncs the syncs, and their lock
     * @param shared discards the totals that replicas returned
     * @param settings decide whether the catalog is open
     */
    public ApproximateTotals(
            Vertx vertx,
            RedisCalls redis,
            PostgresGateway postgres,
            ViewStore store,
            TotalSettlement settlement,
            SyncService syncs,
            SharedTotals shared,
            ViewSettings settings) {
        this.vertx = vertx;
        this.redis = redis.inBackground();
        this.postgres = postgres;
        this.store = store;
        this.settlement = settlement;
        this.syncs = syncs;
        this.shared = shared;
        this.isOpen = settings.catalogMode() == ViewSettings.CatalogMode.OPEN;
        syncs.afterEach(run -> run.success() ? settleAll() : Uni.createFrom().voidItem());
    }

    /**
     * Starts the timer that settles the totals of this replica every two seconds.
     *
     * @param event the start of the service
     */
    public void start(@Observes StartupEvent event) {
        vertx.setPeriodic(BEAT.toMillis(), beat -> beat());
    }

    /**
     * Notes that a partition holds an approximate total, which this replica has to settle. Thread-safe.
     *
     * @param partition the partition
     */
    public void counted(PartitionId partition) {
        counted.add(partition);
    }

    private void beat() {
        if (!counted.isEmpty() && postgres.circuit().isClosed()) {
            RecoveredFailure.SETTLE_TOTALS.attempt(exclusively(() -> settle(Set.copyOf(counted))));
        }
    }

    /** Settles all partitions. This includes approximate totals that were counted by a replica that no longer runs. */
    private Uni<Void> settleAll() {
        List<PartitionId> all = PartitionId.all();
        return redis.batch(all.stream()
                        .map(partition -> Request.cmd(Command.EXISTS).arg(RedisKeys.approximate(partition)))
                        .toList())
                .map(found -> those(all, found))
                .chain(found -> found.isEmpty() ? Uni.createFrom().voidItem() : exclusively(() -> settle(found)))
                .plug(RecoveredFailure.SETTLE_TOTALS::ignore);
    }

    /**
     * Runs the work under the lock that all syncs and reconciliations take. Otherwise another replica could set totals
     * at the same time, from rows of a Postgres transaction that is not committed yet.
     */
    private Uni<Void> exclusively(Supplier<Uni<Void>> work) {
        return syncs.exclusively(lock -> work.get().replaceWith(true))
                // Counts that were read before do not contain the views that settling has added to the totals.
                .invoke(done -> done.ifPresent(settled -> shared.forget()))
                .replaceWithVoid();
    }

    private static List<PartitionId> those(List<PartitionId> all, List<Response> found) {
        List<PartitionId> there = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (found.get(i).toInteger() == 1) {
                there.add(all.get(i));
            }
        }
        return there;
    }

    private Uni<Void> settle(Collection<PartitionId> partitions) {
        return Multi.createFrom()
                .iterable(partitions)
                .onItem()
                .transformToUniAndConcatenate(this::settle)
                .collect()
                .last();
    }

    /** Views that are counted approximately while this runs are settled by the next run. */
    private Uni<Void> settle(PartitionId partition) {
        counted.remove(partition);
        return settle(partition, FIRST_PAGE).onFailure().invoke(() -> counted.add(partition));
    }

    private Uni<Void> settle(PartitionId partition, String cursor) {
        return redis.send(Request.cmd(Command.HSCAN)
                        .arg(RedisKeys.approximate(partition))
                        .arg(cursor)
                        .arg("COUNT")
                        .arg(PAGE))
                .call(page -> settlement.settle(itemsOf(page.get(1), partition), this::lookUp))
                .map(page -> page.get(0).toString())
                .chain(next -> next.equals(FIRST_PAGE) ? Uni.createFrom().voidItem() : settle(partition, next));
    }

    private static Map<String, Integer> itemsOf(Response fields, PartitionId partition) {
        Map<String, Integer> items = new HashMap<>();
        for (int i = 0; i < fields.size(); i += 2) {
            items.put(fields.get(i).toString(), partition.number());
        }
        return items;
    }

    /**
     * In an open catalog an item that Postgres does not hold has no persisted views, so its total can be settled. In a
     * strict catalog its total is not settled; the next sync deletes it.
     */
    private Uni<Map<ItemId, CatalogLookup>> lookUp(Collection<ItemId> items) {
        return isOpen ? store.lookUpOrNext(items) : store.lookUp(items);
    }
}
