package io.footfall.product.admin;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.product.views.sync.ViewStatus;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/** Assembles the dashboard snapshot from the samples, the meters of this replica and the state of the stores. */
@Singleton
class SnapshotAssembler {

    private static final int SHORT = 8;

    private final Sampler sampler;
    private final LocalMeters own;
    private final ViewStatus views;
    private final RedisGateway redis;
    private final PostgresGateway postgres;
    private final Clock clock;
    private final String replica = UUID.randomUUID().toString().substring(0, SHORT);

    SnapshotAssembler(
            Sampler sampler,
            LocalMeters own,
            ViewStatus views,
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

    DashboardSnapshot with(StoreProbe.Seen seen) {
        Sampler.Reading reading = sampler.reading();
        RateWindow now = reading.now();
        return new DashboardSnapshot(
                clock.instant(),
                replica,
                now.scope(),
                now.later().since(),
                views(now),
                seen.buffer().orElse(null),
                seen.syncs(),
                each(now, MetricName::cacheIn, cache -> cache(cache, reading)),
                each(now, MetricName::policyIn, policy -> refusals(policy, reading)),
                jobs(),
                notifications(now),
                seen.redis().withCircuitOpen(!redis.circuit().isClosed()),
                seen.postgres().withCircuitOpen(!postgres.circuit().isClosed()));
    }

    private DashboardSnapshot.Views views(RateWindow now) {
        return new DashboardSnapshot.Views(
                now.perSecond(MetricName.FIRST),
                now.perSecond(MetricName.REPEAT),
                now.perSecond(MetricName.IGNORED),
                views.way());
    }

    private static <T> Map<String, T> each(
            RateWindow now, Function<String, String> nameIn, Function<String, T> figureOf) {
        Map<String, T> each = new TreeMap<>();
        now.later().counts().keySet().stream()
                .map(nameIn)
                .filter(Objects::nonNull)
                .forEach(name -> each.put(name, figureOf.apply(name)));
        return each;
    }

    private static DashboardSnapshot.Cache cache(String cache, Sampler.Reading reading) {
        String hit = MetricName.cache(cache, "hit");
        String stale = MetricName.cache(cache, "stale");
        String miss = MetricName.cache(cache, "miss");
        RateWindow now = reading.now();
        RateWindow lately = reading.lately();
        CounterSnapshot all = now.later();
        return new DashboardSnapshot.Cache(
                RoundedDouble.of(now.perSecond(hit) + now.perSecond(stale) + now.perSecond(miss)),
                all.of(hit),
                all.of(stale),
                all.of(miss),
                rate(lately.grown(hit) + lately.grown(stale), lately.grown(miss)),
                rate(all.of(hit) + all.of(stale), all.of(miss)));
    }

    private static Double rate(long hits, long misses) {
        return hits + misses == 0 ? null : RoundedDouble.of((double) hits / (hits + misses));
    }

    private static DashboardSnapshot.Refusals refusals(String policy, Sampler.Reading reading) {
        String refused = MetricName.limit(policy, "refused");
        return new DashboardSnapshot.Refusals(
                reading.now().perSecond(refused),
                reading.lately().grown(refused),
                reading.lately().grown(MetricName.limit(policy, "shadowed")));
    }

    private DashboardSnapshot.Jobs jobs() {
        return new DashboardSnapshot.Jobs(jobs("ready"), jobs("delayed"), jobs("claimed"), jobs("dead"));
    }

    private long jobs(String state) {
        return own.gauge("footfall.jobs", "state", state);
    }

    private DashboardSnapshot.Notifications notifications(RateWindow now) {
        return new DashboardSnapshot.Notifications(
                now.perSecond(MetricName.CREATED),
                now.perSecond(MetricName.TOLD),
                own.gauge("footfall.notification.streams"));
    }
}
