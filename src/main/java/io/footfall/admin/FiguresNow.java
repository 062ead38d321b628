package io.footfall.admin;

import io.footfall.db.PostgresGateway;
import io.footfall.redis.RedisGateway;
import io.footfall.views.ViewWatch;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/** Puts together what is known now. */
@Singleton
class FiguresNow {

    private static final int SHORT = 8;

    private final Sampler sampler;
    private final OwnCounts own;
    private final ViewWatch views;
    private final RedisGateway redis;
    private final PostgresGateway postgres;
    private final Clock clock;
    private final String replica = UUID.randomUUID().toString().substring(0, SHORT);

    FiguresNow(
            Sampler sampler,
            OwnCounts own,
            ViewWatch views,
            RedisGateway redis,
            PostgresGateway postgres,
            Clock clock) {
        this.sampler = sampler;
        this.own = own;
        this.views = views;
        this.redis = redis;
        this.postgres = postgres;
        this.clock = clock;
    }

    Figures with(Survey.Seen seen) {
        Sampler.Reading reading = sampler.reading();
        Span now = reading.now();
        return new Figures(
                clock.instant(),
                replica,
                now.scope(),
                now.later().since(),
                views(now),
                seen.buffer().orElse(null),
                seen.syncs(),
                each(now, Figure::cacheIn, cache -> cache(cache, reading)),
                each(now, Figure::policyIn, policy -> refusals(policy, reading)),
                jobs(),
                notifications(now),
                seen.redis().withCircuitOpen(!redis.circuit().isClosed()),
                seen.postgres().withCircuitOpen(!postgres.circuit().isClosed()));
    }

    private Figures.Views views(Span now) {
        return new Figures.Views(
                now.perSecond(Figure.FIRST), now.perSecond(Figure.REPEAT), now.perSecond(Figure.IGNORED), views.way());
    }

    private static <T> Map<String, T> each(Span now, Function<String, String> nameIn, Function<String, T> figureOf) {
        Map<String, T> each = new TreeMap<>();
        now.later().counts().keySet().stream()
                .map(nameIn)
                .filter(Objects::nonNull)
                .forEach(name -> each.put(name, figureOf.apply(name)));
        return each;
    }

    private static Figures.Cache cache(String cache, Sampler.Reading reading) {
        String hit = Figure.cache(cache, "hit");
        String stale = Figure.cache(cache, "stale");
        String miss = Figure.cache(cache, "miss");
        Span now = reading.now();
        Span lately = reading.lately();
        Totals all = now.later();
        return new Figures.Cache(
                Rounded.of(now.perSecond(hit) + now.perSecond(stale) + now.perSecond(miss)),
                all.of(hit),
                all.of(stale),
                all.of(miss),
                rate(lately.grown(hit) + lately.grown(stale), lately.grown(miss)),
                rate(all.of(hit) + all.of(stale), all.of(miss)));
    }

    private static Double rate(long hits, long misses) {
        return hits + misses == 0 ? null : Rounded.of((double) hits / (hits + misses));
    }

    private static Figures.Refusals refusals(String policy, Sampler.Reading reading) {
        String refused = Figure.limit(policy, "refused");
        return new Figures.Refusals(
                reading.now().perSecond(refused),
                reading.lately().grown(refused),
                reading.lately().grown(Figure.limit(policy, "shadowed")));
    }

    private Figures.Jobs jobs() {
        return new Figures.Jobs(jobs("ready"), jobs("delayed"), jobs("claimed"), jobs("dead"));
    }

    private long jobs(String state) {
        return own.gauge("footfall.jobs", "state", state);
    }

    private Figures.Notifications notifications(Span now) {
        return new Figures.Notifications(
                now.perSecond(Figure.CREATED), now.perSecond(Figure.TOLD), own.gauge("footfall.notification.streams"));
    }
}
