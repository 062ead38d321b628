package io.footfall.product.views.counting;

import io.footfall.capability.cache.CacheSpec;
import io.footfall.capability.cache.Caches;
import io.footfall.capability.cache.NamedCache;
import io.footfall.product.catalog.CatalogListener;
import io.footfall.product.catalog.ItemId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * A cache of items that do not exist, so that views of them need no look-up. It is bounded and local to the process:
 * unknown ids take no memory in Redis, and little memory here.
 */
@Singleton
public final class MissingItemCache implements CatalogListener {

    private static final Duration MISSING_TTL = Duration.ofSeconds(10);
    private static final int MOST = 20_000;

    private final NamedCache<Boolean> cache;

    /**
     * Creates the cache. It holds up to 20,000 items, each for 10 seconds.
     *
     * @param caches creates the cache that this class wraps
     */
    public MissingItemCache(Caches caches) {
        cache = caches.create(CacheSpec.named("existence", Boolean.class)
                .missingTtl(MISSING_TTL)
                .size(MOST)
                .local()
                .build());
    }

    boolean isKnownMissing(ItemId item) {
        return cache.isKnownMissing(item.field());
    }

    /**
     * Starts a look-up. Call this before items are looked up in the catalog, and report the items that were not found
     * to the returned object. An item that is invalidated in between is not cached as missing.
     */
    NamedCache.Missing lookingUp() {
        return cache.lookingUp();
    }

    @Override
    public Uni<Void> written(ItemId item, boolean created) {
        return cache.invalidate(List.of(item.field()));
    }

    @Override
    public Uni<Void> removed(List<Placed> items) {
        return Uni.createFrom().voidItem();
    }
}
