package io.footfall.views;

import io.footfall.cache.CacheSpec;
import io.footfall.cache.Cached;
import io.footfall.cache.Caches;
import io.footfall.cache.MissGuard;
import io.footfall.cache.NamedCache;
import io.footfall.catalog.CatalogListener;
import io.footfall.catalog.ItemId;
import io.footfall.web.UnknownItemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/**
 * Counts of single items, cached for a moment ({@code VIEW_COUNT_CACHE_TTL}) in the process. A count is never less than
 * what this replica answered to a view.
 */
@Singleton
class CachedCounts implements CatalogListener {

    private final NamedCache<CountAnswer> cache;
    private final CountService counts;
    private final LastTotals totals;
    private final CatalogPlaces places;

    CachedCounts(
            Caches caches,
            CountService counts,
            LastTotals totals,
            CatalogPlaces places,
            SyncService syncs,
            ViewSettings settings) {
        this.places = places;
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

    Uni<Cached<CountAnswer>> of(ItemId item, MissGuard guard) {
        return cache.get(item.field(), Set.of(), guard, () -> counts.of(item))
                .map(cached -> cached.required(
                        () -> new UnknownItemException(item.type().word())))
                .map(cached -> atLeast(totals.last(places.fieldOf(item)), cached));
    }

    /** An item that is created has no count of one of that id before it. */
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
