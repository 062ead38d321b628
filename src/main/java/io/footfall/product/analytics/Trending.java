package io.footfall.product.analytics;

import io.footfall.capability.cache.CacheSpec;
import io.footfall.capability.cache.Cached;
import io.footfall.capability.cache.Caches;
import io.footfall.capability.cache.NamedCache;
import io.footfall.platform.store.StoreUnavailableException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Returns trending items through a cache: from Redis, or from the history in Postgres where Redis is unavailable or
 * does not hold the trend.
 */
@Singleton
class Trending {

    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration STALE = Duration.ofHours(1);
    private static final Duration WORTH_WAITING = Duration.ofMillis(200);
    private static final int SOME_MORE = 2;

    private final TrendStore trends;
    private final TrendHistory history;
    private final NamedCache<TrendingItems> cache;
    private final Clock clock;

    Trending(TrendStore trends, TrendHistory history, Caches caches, Clock clock) {
        this.trends = trends;
        this.history = history;
        this.clock = clock;
        this.cache = caches.create(CacheSpec.named("trending", TrendingItems.class)
                .ttl(TTL)
                .staleTtl(STALE)
                .softTimeout(WORTH_WAITING)
                .build());
    }

    Uni<Cached<TrendingItems>> of(Trend trend, int limit) {
        return cache.get(
                String.join("|", trend.type().word(), trend.window().word(), Integer.toString(limit)),
                () -> load(trend, limit));
    }

    /** Loads twice as many items as requested, because some may have been deleted. */
    private Uni<TrendingItems> load(Trend trend, int limit) {
        return trends.top(trend, SOME_MORE * limit)
                .onFailure(StoreUnavailableException.class)
                .recoverWithItem(Optional.empty())
                .chain(found -> found.map(items -> Uni.createFrom().item(items))
                        .orElseGet(() -> history.top(trend, clock.instant())))
                .chain(items -> history.named(trend.type(), items))
                .map(items -> answer(trend, items.subList(0, Math.min(limit, items.size()))));
    }

    private TrendingItems answer(Trend trend, List<TrendingItem> items) {
        return new TrendingItems(trend.window(), trend.type(), clock.instant().truncatedTo(ChronoUnit.MILLIS), items);
    }
}
