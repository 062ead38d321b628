package io.footfall.product.catalog;

import io.footfall.capability.cache.Cached;
import io.footfall.capability.cache.NamedCache;
import io.footfall.platform.store.StoreUnavailableException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Known items: those in the catalog caches, stale entries included. It never loads from Postgres. */
@Singleton
class CachedItems implements KnownItems {

    private final CatalogCaches caches;

    CachedItems(CatalogCaches caches) {
        this.caches = caches;
    }

    @Override
    public Uni<Optional<Long>> viewsOf(ItemId item) {
        return item.type() == ItemType.STORY
                ? viewsOf(caches.stories(), item.id(), Story::readCount)
                : viewsOf(caches.chapters(), item.id(), Chapter::readCount);
    }

    private static <T> Uni<Optional<Long>> viewsOf(NamedCache<T> cache, String id, Function<T, Long> views) {
        return cache.get(id, CachedItems::unavailable)
                .map(Cached::value)
                .map(value -> value.map(views))
                .onFailure(StoreUnavailableException.class)
                .recoverWithItem(Optional.empty());
    }

    private static <T> Uni<T> unavailable() {
        return Uni.createFrom().failure(StoreUnavailableException.postgres(new TimeoutException()));
    }
}
