package io.footfall.product.views;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.capability.cache.Caches;
import io.footfall.capability.locks.Locks;
import io.footfall.capability.ratelimit.UnusedLimiter;
import io.footfall.platform.identity.Viewer;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.PostgresSettings;
import io.footfall.platform.postgres.SimulatedPostgresGateway;
import io.footfall.platform.redis.NoRedis;
import io.footfall.platform.redis.PipelinedCalls;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisClients;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.redis.RedisSettings;
import io.footfall.platform.redis.RedisSubscription;
import io.footfall.platform.redis.RedisTopology;
import io.footfall.product.catalog.CatalogListener.Placed;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.counting.FallbackCounts;
import io.footfall.product.views.counting.MissingItemCache;
import io.footfall.product.views.counting.ViewBuffer;
import io.footfall.product.views.counting.ViewOperation;
import io.footfall.product.views.failover.ApproximateTotals;
import io.footfall.product.views.failover.EraFence;
import io.footfall.product.views.failover.FallbackStore;
import io.footfall.product.views.failover.FirstViewCounter;
import io.footfall.product.views.failover.Reconciliation;
import io.footfall.product.views.failover.RedisBackfill;
import io.footfall.product.views.failover.RedisFailback;
import io.footfall.product.views.failover.UnacknowledgedCalls;
import io.footfall.product.views.journal.JournalMetrics;
import io.footfall.product.views.journal.ViewJournal;
import io.footfall.product.views.model.CountingRoute;
import io.footfall.product.views.model.DedupRetention;
import io.footfall.product.views.model.DedupWindows;
import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.PartitionIndex;
import io.footfall.product.views.model.SaltStore;
import io.footfall.product.views.model.Salts;
import io.footfall.product.views.model.SyncTimetable;
import io.footfall.product.views.model.ViewMetrics;
import io.footfall.product.views.model.ViewScope;
import io.footfall.product.views.model.ViewSettings;
import io.footfall.product.views.model.ViewSwitch;
import io.footfall.product.views.sync.DeletedItems;
import io.footfall.product.views.sync.SyncBuffer;
import io.footfall.product.views.sync.SyncReport;
import io.footfall.product.views.sync.SyncService;
import io.footfall.product.views.sync.TotalSettlement;
import io.footfall.product.views.sync.ViewStore;
import io.footfall.product.views.totals.MonotonicTotals;
import io.footfall.product.views.totals.SharedTotals;
import io.footfall.simulation.Link;
import io.footfall.simulation.PoolModel;
import io.footfall.simulation.SimulatedRedis;
import io.footfall.simulation.SimulatedVertx;
import io.footfall.simulation.SimulatedWire;
import io.footfall.simulation.Timeline;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The counting part of a replica, with the classes of the shipped service, on simulated time, and with models of both
 * stores behind a simulated network.
 */
final class SimulatedReplica {

    /** A small page, so that the backfill after an outage needs several pages. */
    private static final int HANDED_BACK_AT_ONCE = 5;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final SimpleMeterRegistry METRICS = new SimpleMeterRegistry();
    private static final Map<Map<String, String>, Settings> KNOWN = new ConcurrentHashMap<>();

    private static final Map<String, String> USUAL = Map.of(
            "footfall.views.sync-batch", "1",
            "footfall.views.sync-lock", "300ms",
            "footfall.redis.longest-pause", "400ms",
            "footfall.postgres.patience", "400ms",
            "footfall.postgres.patience-in-background", "800ms");

    private record Settings(RedisSettings redis, PostgresSettings postgres, ViewSettings views) {

        static Settings of(Map<String, String> settings) {
            Map<String, String> all = new HashMap<>(USUAL);
            all.putAll(settings);
            SmallRyeConfig configuration = new SmallRyeConfigBuilder()
                    .addDiscoveredConverters()
                    .withSources(new PropertiesConfigSource(all, "settings of replicas", 100))
                    .withMapping(RedisSettings.class)
                    .withMapping(PostgresSettings.class)
                    .withMapping(ViewSettings.class)
                    .build();
            return new Settings(
                    configuration.getConfigMapping(RedisSettings.class),
                    configuration.getConfigMapping(PostgresSettings.class),
                    configuration.getConfigMapping(ViewSettings.class));
        }
    }

    final Link toRedis;
    final Link toPostgres;
    private final SimulatedVertx loop;
    private final Clock clock;
    private final CountingRoute route;
    private final RedisFailback failback;
    private final SyncService syncs;
    private final SyncBuffer buffer;
    private final ViewBuffer views;
    private final DedupWindows windows;
    private final Salts salts;
    private final MissingItemCache missingItemCache;
    private final PartitionIndex partitions = new PartitionIndex();

    SimulatedReplica(SimulatedStores stores, Map<String, String> differing) {
        Settings settings = KNOWN.computeIfAbsent(differing, Settings::of);
        Timeline timeline = stores.timeline;
        clock = stores.clock;
        toRedis = new Link(timeline);
        toPostgres = new Link(timeline);
        loop = new SimulatedVertx(timeline);
        Vertx vertx = loop.vertx();

        RedisClients clients = new RedisClients(() -> new SimulatedRedis(stores.redis, toRedis));
        RedisGateway redisGateway = new RedisGateway(vertx, clients, settings.redis(), clock, METRICS);
        RedisCalls redis = new RedisCalls(redisGateway, settings.redis());
        RedisSubscription subscription = new RedisSubscription(vertx, NoRedis.clients(), redis);

        Pool pool = Pool.newInstance(new PoolModel(stores.postgres, new SimulatedWire(timeline, toPostgres)));
        PostgresGateway postgres = new SimulatedPostgresGateway(vertx, pool, settings.postgres(), METRICS);

        route = new CountingRoute(redisGateway);
        ViewStore store = new ViewStore(pool, postgres, settings.views());
        FallbackStore fallback = new FallbackStore(pool, postgres, HANDED_BACK_AT_ONCE);
        FirstViewCounter firstViews = new FirstViewCounter();
        ViewMetrics viewMetrics = new ViewMetrics(METRICS, route, new SyncTimetable(settings.views()));
        buffer = new SyncBuffer(redis, partitions, new DeletedItems(pool, postgres), settings.redis());
        syncs = new SyncService(
                vertx,
                redisGateway,
                new Locks(vertx, redis, subscription, timeline::nanos),
                buffer,
                store,
                viewMetrics,
                settings.views(),
                clock);
        TotalSettlement settlement = new TotalSettlement(redis);
        MonotonicTotals totals = new MonotonicTotals();
        SharedTotals shared = new SharedTotals(vertx, redis, subscription, totals);
        UnacknowledgedCalls unacknowledged = new UnacknowledgedCalls(redis, fallback);
        windows = new DedupWindows(settings.views(), clock);
        salts = new Salts(vertx, redis, new SaltStore(pool, postgres), route, windows, clock);
        EraFence fence = new EraFence(redis, settings.redis());
        Reconciliation reconciliation = new Reconciliation(
                syncs,
                new RedisBackfill(redis, fallback, store, settlement),
                unacknowledged,
                salts,
                fallback,
                buffer,
                fence,
                route,
                firstViews,
                viewMetrics);
        failback = new RedisFailback(
                vertx,
                redisGateway,
                new RedisTopology(redis, settings.redis()),
                route,
                unacknowledged,
                reconciliation,
                fence,
                fallback,
                shared,
                syncs,
                settings.redis(),
                new ViewSwitch(settings.redis(), settings.views()));
        ApproximateTotals approximate =
                new ApproximateTotals(vertx, redis, postgres, store, settlement, syncs, shared, settings.views());
        approximate.start(null);
        PipelinedCalls pipelined = new PipelinedCalls(vertx, clients, redisGateway, settings.redis());
        missingItemCache = new MissingItemCache(new Caches(
                vertx,
                redis,
                pipelined,
                redisGateway,
                settings.redis(),
                subscription,
                MAPPER,
                METRICS,
                timeline.withZone(ZoneOffset.UTC)));
        views = new ViewBuffer(
                loop.context(),
                new ViewBuffer.Parts(
                        settings.views(),
                        settings.redis(),
                        route,
                        clients,
                        redisGateway,
                        postgres,
                        store,
                        new FallbackCounts(pool, postgres, fallback, settings.views()),
                        unacknowledged,
                        failback,
                        partitions,
                        missingItemCache,
                        totals,
                        shared,
                        approximate,
                        item -> Uni.createFrom().item(Optional.empty()),
                        new ViewJournal(redis, windows, settings.views()),
                        new JournalMetrics(METRICS),
                        firstViews,
                        UnusedLimiter.on(vertx, redis, clients, redisGateway, settings.redis(), subscription, clock)));
        route.beforeOpening(next ->
                Uni.createFrom().completionStage(() -> views.prepare(next).toCompletionStage()));
        failback.start(null);
    }

    /** Returns the label of the dedup window in which a view counts now. */
    String window() {
        return windows.now().window().label();
    }

    Uni<Outcome> view(ItemId item, Viewer viewer) {
        return count(item, ViewScope.ITEM, viewer, windows.now());
    }

    Uni<Outcome> viewWithStory(ItemId chapter, Viewer viewer) {
        return count(chapter, ViewScope.CHAPTER_AND_STORY, viewer, windows.now());
    }

    /** Counts a view as the import of a log line with the present time does. */
    Uni<Outcome> imported(ItemId item, Viewer viewer) {
        return count(item, ViewScope.ITEM, viewer, windows.imported(clock.instant()));
    }

    private Uni<Outcome> count(ItemId item, ViewScope scope, Viewer viewer, DedupRetention retention) {
        return decided()
                .chain(() -> salts.of(retention))
                .chain(salt ->
                        submit(ViewOperation.count(item, partitions.of(item), scope, retention, salt.digest(viewer))));
    }

    Uni<Outcome> look(ItemId item) {
        return decided().chain(() -> submit(ViewOperation.look(item, partitions.of(item), windows.now())));
    }

    private Uni<Void> decided() {
        return route.isDecided() ? Uni.createFrom().voidItem() : route.decided();
    }

    private Uni<Outcome> submit(ViewOperation operation) {
        return Uni.createFrom().completionStage(() -> {
            views.submit(operation);
            return operation.answer().future().toCompletionStage();
        });
    }

    /** Notifies the replica that an item was deleted in Postgres. */
    Uni<Void> removed(List<Placed> items) {
        return buffer.removed(items);
    }

    /** Notifies the replica that it created an item in Postgres. */
    Uni<Void> created(ItemId item) {
        return buffer.written(item, true);
    }

    /** Notifies the replica that another replica created an item. */
    void hearsOfCreation(ItemId item) {
        missingItemCache.written(item, true).subscribe().with(done -> {}, failure -> {});
    }

    Uni<SyncReport> sync() {
        return syncs.sync();
    }

    Uni<Void> bringInLine() {
        return failback.bringInLine();
    }

    boolean countsThroughRedis() {
        return route.session() != null;
    }

    long era() {
        return route.last().era();
    }

    void heal() {
        toRedis.heal();
        toPostgres.heal();
    }

    /** Whether no request of the replica is in flight to a store. */
    boolean isStill() {
        return toRedis.isStill() && toPostgres.isStill();
    }

    /**
     * Kills the replica, as SIGKILL does: connections break, no work is finished, and no waiting client gets a reply.
     */
    void die() {
        loop.die();
        toRedis.begin(Link.Fault.CUT);
        toPostgres.begin(Link.Fault.CUT);
    }
}
