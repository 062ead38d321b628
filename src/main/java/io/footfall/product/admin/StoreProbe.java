package io.footfall.product.admin;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.redis.RedisMonitor;
import io.footfall.platform.redis.RedisSettings;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.product.views.sync.ViewStatus;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Probes Redis, Postgres and the buffered views: every second sample, while a dashboard client is connected. */
@Singleton
class StoreProbe {

    /**
     * Probes once per two sampling intervals, because a probe costs several round trips to Redis and one to Postgres.
     */
    private static final int EVERY_OTHER = 2;

    /** The limit for a whole probe; longer than the timeout of each of its calls. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /**
     * The result of a probe.
     *
     * @param at when the probe ended
     * @param redis the status of Redis
     * @param postgres the status of Postgres
     * @param buffer the buffered views; empty where Redis did not report them
     * @param syncs the last syncs, latest first
     */
    record Seen(
            Instant at,
            StoreStatus.Redis redis,
            StoreStatus.Postgres postgres,
            Optional<ViewStatus.Buffer> buffer,
            List<ViewStatus.Sync> syncs) {}

    private final RedisMonitor redis;
    private final RedisSettings redisSettings;
    private final PostgresGateway postgres;
    private final Pool pool;
    private final ViewStatus views;
    private final Duration each;
    private final Clock clock;
    private Seen latest;
    private Uni<Seen> running;

    StoreProbe(
            RedisMonitor redis,
            RedisSettings redisSettings,
            PostgresGateway postgres,
            Pool pool,
            ViewStatus views,
            DashboardSettings settings,
            Clock clock) {
        this.each = settings.each().multipliedBy(EVERY_OTHER);
        this.redis = redis;
        this.redisSettings = redisSettings;
        this.postgres = postgres;
        this.pool = pool;
        this.views = views;
        this.clock = clock;
    }

    /**
     * Returns the latest result where it is fresh (younger than two sampling intervals), else probes. Single flight:
     * concurrent callers share one probe.
     */
    synchronized Uni<Seen> recent() {
        if (latest != null && clock.instant().isBefore(latest.at().plus(each))) {
            return Uni.createFrom().item(latest);
        }
        if (running == null) {
            running = look().ifNoItem()
                    .after(LONGEST)
                    .fail()
                    .onItemOrFailure()
                    .invoke((seen, failure) -> ended(seen))
                    .memoize()
                    .indefinitely();
        }
        return running;
    }

    private synchronized void ended(Seen seen) {
        running = null;
        latest = seen == null ? latest : seen;
    }

    /** Returns the latest result; empty before the first probe has ended. */
    synchronized Optional<Seen> latest() {
        return Optional.ofNullable(latest);
    }

    private Uni<Seen> look() {
        return Uni.combine()
                .all()
                .unis(redis(), postgres(), buffer(), views.syncs())
                .with((redisLook, postgresLook, buffer, syncs) ->
                        new Seen(clock.instant(), redisLook, postgresLook, buffer, syncs));
    }

    private Uni<StoreStatus.Redis> redis() {
        if (!redisSettings.enabled()) {
            return Uni.createFrom()
                    .item(() -> StoreStatus.Redis.without(clock.instant(), RedisHealthResource.Status.DISABLED));
        }
        return redis.look()
                .map(look -> StoreStatus.Redis.of(clock.instant(), look))
                .onFailure()
                .invoke(RecoveredFailure.PROBE_STORES::record)
                .onFailure()
                .recoverWithItem(() -> StoreStatus.Redis.without(clock.instant(), RedisHealthResource.Status.DOWN));
    }

    private Uni<StoreStatus.Postgres> postgres() {
        return Uni.createFrom().deferred(() -> {
            long start = System.nanoTime();
            return postgres.askInBackground(() -> pool.query("select 1").execute())
                    .map(answer -> StoreStatus.Postgres.up(clock.instant(), System.nanoTime() - start))
                    .onFailure()
                    .invoke(RecoveredFailure.PROBE_STORES::record)
                    .onFailure()
                    .recoverWithItem(() -> StoreStatus.Postgres.down(clock.instant()));
        });
    }

    private Uni<Optional<ViewStatus.Buffer>> buffer() {
        return views.buffer()
                .map(Optional::of)
                .onFailure()
                .invoke(RecoveredFailure.PROBE_STORES::record)
                .onFailure()
                .recoverWithItem(Optional.empty());
    }
}
