package io.footfall.product.views;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.capability.cache.Caches;
import io.footfall.capability.locks.Locks;
import io.footfall.capability.ratelimit.UnusedLimiter;
import io.footfall.platform.identity.Viewer;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.PostgresHeartbeat;
import io.footfall.platform.postgres.PostgresSettings;
import io.footfall.platform.redis.PipelinedCalls;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisClients;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.redis.RedisSettings;
import io.footfall.platform.redis.RedisSubscription;
import io.footfall.platform.redis.RedisTopology;
import io.footfall.product.catalog.CatalogListener.Placed;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.counting.CallerLimits;
import io.footfall.product.views.counting.FallbackCounts;
import io.footfall.product.views.counting.MissingItemCache;
import io.footfall.product.views.counting.SharedViewBuffer;
import io.footfall.product.views.counting.ViewBuffer;
import io.footfall.product.views.counting.ViewListeners;
import io.footfall.product.views.counting.ViewService;
import io.footfall.product.views.failover.ApproximateTotals;
import io.footfall.product.views.failover.EraFence;
import io.footfall.product.views.failover.FallbackStore;
import io.footfall.product.views.failover.FirstViewCounter;
import io.footfall.product.views.failover.Reconciliation;
import io.footfall.product.views.failover.RedisBackfill;
import io.footfall.product.views.failover.RedisFailback;
import io.footfall.product.views.failover.UnacknowledgedCalls;
import io.footfall.product.views.ingest.JournalReplay;
import io.footfall.product.views.journal.JournalMetrics;
import io.footfall.product.views.journal.ViewJournal;
import io.footfall.product.views.model.CountingRoute;
import io.footfall.product.views.model.DedupWindows;
import io.footfall.product.views.model.IgnoredReason;
import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.PartitionIndex;
import io.footfall.product.views.model.Salt;
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
import io.footfall.support.RedisProcess;
import io.footfall.support.TcpProxy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.redis.client.Redis;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.context.spi.ContextManagerProvider;

/**
 * A replica that is assembled by hand from the classes of the service, so that one test can start and kill hundreds of
 * them. It connects to its stores through its own proxies.
 */
final class Replica implements AutoCloseable {

    static {
        // Initialises it once, because two event loops that initialise it concurrently conflict.
        ContextManagerProvider.instance();
    }

    final TcpProxy toRedis;
    final TcpProxy toPostgres;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final RedisGateway redisGateway;
    private final PostgresGateway postgresGateway;
    private final CountingRoute route;
    private final RedisFailback failback;
    private final SyncService syncs;
    private final SyncBuffer buffer;
    private final ViewService views;
    private final DedupWindows windows;
    private final Salts salts;
    private final MissingItemCache missingItemCache;
    private final Clock clock;

    /**
     * The settings of the shipped service, except short timeouts, and a batch size that splits a batch of two items
     * into two parts.
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "footfall.redis.cluster", String.valueOf(RedisProcess.isClusterByDefault()),
            "footfall.redis.patience", "80ms",
            "footfall.redis.patience-in-background", "300ms",
            "footfall.postgres.suspicion", "60ms",
            "footfall.postgres.probe", "80ms",
            "footfall.views.sync-lock", "300ms",
            "footfall.views.sync-batch", "1",
            "footfall.redis.longest-pause", "150ms",
            "footfall.postgres.longest-pause", "150ms",
            "footfall.postgres.patience", "200ms");

    private static SmallRyeConfig configuration(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.put("footfall.postgres.patience-in-background", "400ms");
        all.putAll(settings);
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(all, "settings of replicas", 100))
                .withMapping(RedisSettings.class)
                .withMapping(PostgresSettings.class)
                .withMapping(ViewSettings.class)
                .build();
    }

    /**
     * Starts a replica that counts.
     *
     * @param settings the settings that differ from the usual ones of these replicas
     */
    Replica(RedisProcess server, String postgresUrl, int postgresPort, Clock clock, Map<String, String> settings) {
        SmallRyeConfig configuration = configuration(settings);
        this.clock = clock;
        toRedis = server.proxy();
        toPostgres = new TcpProxy(postgresPort);
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        RedisSettings redisSettings = configuration.getConfigMapping(RedisSettings.class);
        PostgresSettings postgresSettings = configuration.getConfigMapping(PostgresSettings.class);
        ViewSettings viewSettings = configuration.getConfigMapping(ViewSettings.class);

        RedisClients clients = new RedisClients(() -> Redis.createClient(vertx, server.options(toRedis)));
        redisGateway = new RedisGateway(vertx, clients, redisSettings, clock, metrics);
        RedisCalls redis = new RedisCalls(redisGateway, redisSettings);
        RedisSubscription subscription = new RedisSubscription(vertx, clients, redis);

        PgConnectOptions options = PgConnectOptions.fromUri(postgresUrl).setPort(toPostgres.port());
        PostgresHeartbeat heartbeat = new PostgresHeartbeat(vertx, postgresSettings);
        Pool pool = Pool.newInstance(heartbeat.create(options, new PoolOptions().setMaxSize(4)));
        postgresGateway = new PostgresGateway(vertx, pool, heartbeat, postgresSettings, clock, metrics);

        route = new CountingRoute(redisGateway);
        ViewStore store = new ViewStore(pool, postgresGateway, viewSettings);
        FallbackStore fallback = new FallbackStore(pool, postgresGateway);
        FallbackCounts counts = new FallbackCounts(pool, postgresGateway, fallback, viewSettings);
        PartitionIndex partitions = new PartitionIndex();
        FirstViewCounter firstViews = new FirstViewCounter();
        ViewMetrics viewMetrics = new ViewMetrics(metrics, route, new SyncTimetable(viewSettings));
        buffer = new SyncBuffer(redis, partitions, new DeletedItems(pool, postgresGateway), redisSettings);
        Locks locks = new Locks(vertx, redis, subscription);
        syncs = new SyncService(vertx, redisGateway, locks, buffer, store, viewMetrics, viewSettings, clock);
        TotalSettlement settlement = new TotalSettlement(redis);
        RedisBackfill backfill = new RedisBackfill(redis, fallback, store, settlement);
        MonotonicTotals totals = new MonotonicTotals();
        SharedTotals shared = new SharedTotals(vertx, redis, subscription, totals);
        shared.start(null);
        UnacknowledgedCalls unacknowledged = new UnacknowledgedCalls(redis, fallback);
        windows = new DedupWindows(viewSettings, clock);
        salts = new Salts(vertx, redis, new SaltStore(pool, postgresGateway), route, windows, clock);
        EraFence fence = new EraFence(redis, redisSettings);
        Reconciliation reconciliation = new Reconciliation(
                syncs, backfill, unacknowledged, salts, fallback, buffer, fence, route, firstViews, viewMetrics);
        ViewSwitch viewSwitch = new ViewSwitch(redisSettings, viewSettings);
        failback = new RedisFailback(
                vertx,
                redisGateway,
                new RedisTopology(redis, redisSettings),
                route,
                unacknowledged,
                reconciliation,
                fence,
                fallback,
                shared,
                syncs,
                redisSettings,
                viewSwitch);
        ApproximateTotals approximate =
                new ApproximateTotals(vertx, redis, postgresGateway, store, settlement, syncs, shared, viewSettings);
        approximate.start(null);
        missingItemCache = new MissingItemCache(new Caches(
                vertx,
                redis,
                new PipelinedCalls(vertx, clients, redisGateway, redisSettings),
                redisGateway,
                redisSettings,
                subscription,
                new ObjectMapper(),
                metrics,
                clock));
        ViewJournal journal = new ViewJournal(redis, windows, viewSettings);
        JournalMetrics journalMetrics = new JournalMetrics(metrics);
        ViewBuffer.Parts parts = new ViewBuffer.Parts(
                viewSettings,
                redisSettings,
                route,
                clients,
                redisGateway,
                postgresGateway,
                store,
                counts,
                unacknowledged,
                failback,
                partitions,
                missingItemCache,
                totals,
                shared,
                approximate,
                item -> Uni.createFrom().item(Optional.empty()),
                journal,
                journalMetrics,
                firstViews,
                UnusedLimiter.on(vertx, redis, clients, redisGateway, redisSettings, subscription, clock));
        SharedViewBuffer buffers = new SharedViewBuffer(vertx, parts);
        buffers.start(null);
        views = new ViewService(windows, salts, partitions, buffers, route, viewMetrics, new ViewListeners());
        new JournalReplay(
                        vertx,
                        postgresGateway,
                        locks,
                        syncs,
                        journal,
                        views,
                        windows,
                        route,
                        viewSwitch,
                        journalMetrics,
                        viewSettings)
                .start(null);
        failback.start(null);
    }

    /** Returns the label of the dedup window in which a view counts now. */
    String window() {
        return windows.now().window().label();
    }

    Uni<Salt> saltNow() {
        return salts.of(windows.now());
    }

    Uni<Outcome> view(ItemId item, Viewer viewer) {
        return views.count(item, ViewScope.ITEM, viewer, CallerLimits.NONE);
    }

    /** Counts a view as the import of a log line with the present time does. */
    Uni<Outcome> imported(ItemId item, Viewer viewer) {
        return views.count(item, ViewScope.ITEM, viewer, windows.imported(clock.instant()));
    }

    Uni<Outcome> viewWithStory(ItemId chapter, Viewer viewer) {
        return views.count(chapter, ViewScope.CHAPTER_AND_STORY, viewer, CallerLimits.NONE);
    }

    Uni<Outcome> look(ItemId item) {
        return views.ignore(item, IgnoredReason.BOT);
    }

    /** Notifies the replica that an item was deleted in Postgres. */
    Uni<Void> removed(Placed item) {
        return buffer.removed(List.of(item));
    }

    /** Notifies the replica that an item was created in Postgres. */
    Uni<Void> created(ItemId item) {
        return buffer.written(item, true);
    }

    /**
     * Removes an item from the cache of missing items. In the service, the replica that creates an item notifies all
     * others through Redis. Here the clock does not advance, so no entry of the cache expires.
     */
    Uni<Void> hearsOfCreation(ItemId item) {
        return missingItemCache.written(item, true);
    }

    Uni<SyncReport> sync() {
        return syncs.sync();
    }

    Uni<Void> bringInLine() {
        return failback.bringInLine();
    }

    /** Waits for one turn of the replica's event loop. */
    void goRound() {
        CompletableFuture<Void> round = new CompletableFuture<>();
        vertx.runOnContext(unused -> round.complete(null));
        round.join();
    }

    boolean countsThroughRedis() {
        return route.session() != null;
    }

    /** Shows why a replica does not reopen its Redis route. */
    @Override
    public String toString() {
        return "replica{through redis: " + countsThroughRedis() + ", decided: " + route.isDecided()
                + ", calls in flight: "
                + route.last().callsInFlight() + ", redis: "
                + redisGateway.circuit().isClosed() + ", postgres: "
                + postgresGateway.circuit().isClosed() + "}";
    }

    void heal() {
        toRedis.heal();
        toPostgres.heal();
    }

    /**
     * Kills the replica, as SIGKILL does: connections break, no work is finished, and no waiting client gets a reply.
     */
    void die() {
        toRedis.begin(TcpProxy.Fault.CUT);
        toPostgres.begin(TcpProxy.Fault.CUT);
        close();
    }

    @Override
    public void close() {
        vertx.close();
        toRedis.close();
        toPostgres.close();
    }
}
