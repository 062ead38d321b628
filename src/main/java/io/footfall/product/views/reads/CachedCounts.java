package io.footfall.product.views.reads;

import io.footfall.capability.cache.CacheSpec;
import io.footfall.capability.cache.Cached;
import io.footfall.capability.cache.Caches;
import io.footfall.capability.cache.MissGuard;
import io.footfall.capability.cache.NamedCache;
import io.footfall.platform.web.UnknownItemException;
import io.footfall.product.catalog.CatalogListener;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.model.CountingRoute;
import io.footfall.product.views.model.PartitionIndex;
import io.footfall.product.views.model.ViewSettings;
import io.footfall.product.views.sync.SyncService;
import io.footfall.product.views.totals.MonotonicTotals;
import io.footfall.product.views.totals.SharedTotals;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/**
 * Counts of single items, cached in the process for {@code VIEW_COUNT_CACHE_TTL}. While the Redis route is open, a
 * count is never lower than a total that this replica or another replica has returned for a view.
 */
@Singleton
public final class CachedCounts implements CatalogListener {

    private final NamedCache<CountAnswer> cache;
    private final CountService counts;
    private final MonotonicTotals totals;
    private final PartitionIndex partitions;
    private final SharedTotals shared;
    private final CountingRoute route;

    /** The value of {@link MonotonicTotals#losses} when the cache was last cleared. */
    private volatile long losses;

    CachedCounts(
            Caches caches,
            CountService counts,
            MonotonicTotals totals,
            PartitionIndex partitions,
            SharedTotals shared,
            CountingRoute route,
            SyncService syncs,
            ViewSettings settings) {
        this.partitions = partitions;
        this.shared = shared;
        this.route = route;
        this.counts = counts;
        this.totals = totals;
        this.cache = caches.create(CacheSpec.named("counts", CountAnswer.class)
                .ttl(settings.countCacheTtl())
                .staleTtl(settings.countCacheTtl())
                .missingTtl(settings.countCacheTtl())
                .jitter(0)
                .beta(0)
                .size(100_000)
                .local()
                .build());
        syncs.afterEach(run -> run.totals().views() == 0 ? Uni.createFrom().voidItem() : cache.clear());
    }

    /**
     * Returns the count of an item.
     *
     * @param item the item
     * @param guard admits and counts reads that the cache cannot answer
     * @return the count; fails with {@link UnknownItemException} if the item does not exist, with the exception of the
     *     guard if it denies the look-up, and with {@code StoreUnavailableException} if Postgres is unavailable and
     *     Redis holds no exact total of the item
     */
    public Uni<Cached<CountAnswer>> of(ItemId item, MissGuard guard) {
        if (route.isClosed()) {
            return cached(item, guard);
        }
        return shared.hearsAll()
                ? shared.caughtUp().chain(heard -> heard ? cached(item, guard) : read(item, guard))
                : read(item, guard);
    }

    private Uni<Cached<CountAnswer>> cached(ItemId item, MissGuard guard) {
        long before = totals.losses();
        forgetOlderThan(before);
        return cache.get(item.field(), Set.of(), guard, () -> counts.of(item)).chain(cached -> {
            Cached<CountAnswer> answer = atLeast(totals.last(partitions.fieldOf(item)), required(item, cached));
            return totals.losses() == before ? Uni.createFrom().item(answer) : read(item, guard);
        });
    }

    /**
     * Clears the cache once after each loss. A count that was cached before the loss may be lower than a total that was
     * discarded. A count that is read after the loss includes the views of that total.
     */
    private void forgetOlderThan(long known) {
        if (losses < known) {
            synchronized (this) {
                if (losses < known) {
                    cache.clearLocally();
                    losses = known;
                }
            }
        }
    }

    private Uni<Cached<CountAnswer>> read(ItemId item, MissGuard guard) {
        guard.beforeLookUp();
        return cache.load(() -> counts.of(item)).map(read -> {
            guard.lookedUp(read.value().isPresent());
            return required(item, read);
        });
    }

    private static Cached<CountAnswer> required(ItemId item, Cached<CountAnswer> cached) {
        return cached.required(() -> new UnknownItemException(item.type().word()));
    }

    /** A new item must not be answered with the cached count of a deleted item that had the same id. */
    @Override
    public Uni<Void> written(ItemId item, boolean created) {
        return created
                ? cache.invalidate(List.of(item.field()))
                : Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> removed(List<Placed> items) {
        return cache.invalidate(items.stream().map(item -> item.id().field()).toList());
    }

    private static Cached<CountAnswer> atLeast(long total, Cached<CountAnswer> cached) {
        CountAnswer answer = cached.orElseThrow(IllegalStateException::new);
        return total > answer.viewCount() ? cached.with(answer.withTotal(total)) : cached;
    }
}
