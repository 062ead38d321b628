package io.footfall.catalog;

import io.footfall.cache.Cached;
import io.footfall.cache.NamedCache;
import io.footfall.store.StoreUnavailableException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Items that are cached, stale ones too. */
@Singleton
class CachedItems implements KnownItems {

    private final CatalogCaches caches;

    CachedItems(CatalogCaches caches) {
        this.caches = caches;
    }

    @Override
    public Uni<Optional<KnownItem>> find(ItemId item) {
        return item.type() == ItemType.STORY
                ? find(caches.stories(), item.id(), story -> new KnownItem(null, story.readCount()))
                : find(caches.chapters(), item.id(), chapter -> new KnownItem(chapter.storyId(), chapter.readCount()));
    }

    private static <T> Uni<Optional<KnownItem>> find(NamedCache<T> cache, String id, Function<T, KnownItem> known) {
        return cache.get(id, CachedItems::unavailable)
                .map(Cached::value)
                .map(value -> value.map(known))
                .onFailure(StoreUnavailableException.class)
                .recoverWithItem(Optional.empty());
    }

    private static <T> Uni<T> unavailable() {
        return Uni.createFrom().failure(StoreUnavailableException.postgres(new TimeoutException()));
    }
}
