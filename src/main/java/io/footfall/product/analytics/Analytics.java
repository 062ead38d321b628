package io.footfall.product.analytics;

import io.footfall.capability.cache.CacheSpec;
import io.footfall.capability.cache.Cached;
import io.footfall.capability.cache.Caches;
import io.footfall.capability.cache.MissGuard;
import io.footfall.capability.cache.NamedCache;
import io.footfall.platform.web.UnknownItemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * Reads stats and dashboards through caches. A stale value is returned where a fresh one takes longer than 200 ms to
 * load; the load continues in the background.
 */
@Singleton
class Analytics {

    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration STALE = Duration.ofHours(1);
    private static final Duration WORTH_WAITING = Duration.ofMillis(200);
    private static final int DASHBOARDS = 2_000;
    private static final String ALL = "all";

    private final History history;
    private final NamedCache<StoryStats> stats;
    private final NamedCache<Dashboard> dashboards;
    private final NamedCache<Dashboard> kpis;
    private final Clock clock;

    Analytics(History history, Caches caches, Clock clock) {
        this.history = history;
        this.clock = clock;
        this.stats = caches.create(CacheSpec.named("stats", StoryStats.class)
                .ttl(TTL)
                .staleTtl(STALE)
                .softTimeout(WORTH_WAITING)
                .build());
        this.dashboards = caches.create(CacheSpec.named("dashboards", Dashboard.class)
                .ttl(TTL)
                .staleTtl(STALE)
                .softTimeout(WORTH_WAITING)
                .size(DASHBOARDS)
                .build());
        this.kpis = caches.create(CacheSpec.named("kpis", Dashboard.class)
                .ttl(TTL)
                .staleTtl(STALE)
                .softTimeout(WORTH_WAITING)
                .size(1)
                .build());
    }

    /**
     * Returns the views of a story over time. Fails with {@link UnknownItemException} where there is no such story.
     *
     * @param isUsual whether the range is the default range. Other ranges are cached in this process only: callers can
     *     make up any number of them, and they must not fill Redis.
     */
    Uni<Cached<StoryStats>> stats(String storyId, Range range, boolean isUsual, MissGuard guard) {
        String key = String.join(
                "|",
                storyId,
                range.granularity().name(),
                range.from().toString(),
                range.to().toString());
        return (isUsual
                        ? stats.get(key, Set.of(), guard, () -> load(storyId, range))
                        : stats.getLocally(key, Set.of(), guard, () -> load(storyId, range)))
                .map(cached -> cached.required(() -> new UnknownItemException("story")));
    }

    private Uni<StoryStats> load(String storyId, Range range) {
        return history.of(storyId, range).map(found -> found == null ? null : StoryStats.of(storyId, range, found));
    }

    Uni<Cached<Dashboard>> dashboard(String author) {
        return dashboards.get(author, () -> load(Optional.of(author)));
    }

    Uni<Cached<Dashboard>> kpis() {
        return kpis.get(ALL, () -> load(Optional.empty()));
    }

    private Uni<Dashboard> load(Optional<String> author) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        Instant yesterday = today.minusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant sameHour = Granularity.HOUR.next(now).minus(1, ChronoUnit.DAYS);
        return Uni.combine()
                .all()
                .unis(
                        history.days(author, today),
                        history.hours(author, yesterday, sameHour),
                        history.top(author, today))
                .with((days, before, top) -> Dashboard.of(now, today, days, before, top));
    }
}
