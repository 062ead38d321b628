package io.footfall.product.views.failover;

import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.redis.RedisSettings;
import io.footfall.platform.redis.RedisTopology;
import io.footfall.platform.store.LoopTimeout;
import io.footfall.platform.store.NotYetException;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.store.RetryLoop;
import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.product.views.model.CountingRoute;
import io.footfall.product.views.model.ViewSwitch;
import io.footfall.product.views.sync.SyncReport;
import io.footfall.product.views.sync.SyncService;
import io.footfall.product.views.totals.SharedTotals;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Opens the Redis route at startup, and again whenever it was closed, as soon as Redis is available and both stores are
 * reconciled. Needs no operator.
 *
 * <p>If Postgres is unavailable too, views are counted in Redis without reconciliation. The reconciliation is done when
 * Postgres is available again.
 */
@Singleton
public final class RedisFailback {

    private static final Logger LOG = Logger.getLogger(RedisFailback.class);

    /**
     * How long a view waits for the Redis route to be opened before it is counted in Postgres. Another replica may be
     * opening it.
     */
    private static final Duration OPENING_ELSEWHERE = Duration.ofMillis(100);

    /** How long the Redis route stays open after it was switched off, so that buffered views can be transferred. */
    private static final Duration LONGEST_SYNC_BEFORE = Duration.ofSeconds(2);

    /**
     * The same limit at startup. It is longer because everything is slow for the first time, and because a killed
     * replica may still hold the sync lock.
     */
    private static final Duration LONGEST_SYNC_AT_START = Duration.ofSeconds(6);

    /**
     * The number of attempts at startup, when everything is slow for the first time, before views are counted in
     * Postgres.
     */
    private static final int FIRST_ATTEMPTS = 6;

    /** A number below every era. */
    private static final long NEVER = -1;

    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final double JITTER = 0.2;

    private final Vertx vertx;
    private final RedisGateway gateway;
    private final RedisTopology topology;
    private final CountingRoute route;
    private final UnacknowledgedCalls unacknowledged;
    private final Reconciliation reconciliation;
    private final EraFence fence;
    private final FallbackStore fallback;
    private final SharedTotals totals;
    private final SyncService syncs;
    private final ViewSwitch viewSwitch;
    private final Duration patience;
    private final RetryLoop retryLoop;
    private Uni<Void> running;
    private volatile boolean forgot;
    private volatile long latestEra;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile boolean databaseOpened;

    /**
     * Creates an instance that reacts to each closing of the Redis route and to the switch. It attempts nothing before
     * {@link #start}.
     *
     * @param vertx provides the timers
     * @param gateway the gateway to Redis
     * @param topology identifies the Redis that counts
     * @param route the route to open
     * @param unacknowledged the calls of this replica that must be revoked before
     * @param reconciliation reconciles the stores
     * @param fence the era in Redis
     * @param fallback the state that replicas share in Postgres
     * @param totals discards the totals that replicas returned
     * @param syncs transfers the buffered views when the switch is off
     * @param settings the timeouts of Redis
     * @param viewSwitch the switch for the Redis route
     */
    public RedisFailback(
            Vertx vertx,
            RedisGateway gateway,
            RedisTopology topology,
            CountingRoute route,
            UnacknowledgedCalls unacknowledged,
            Reconciliation reconciliation,
            EraFence fence,
            FallbackStore fallback,
            SharedTotals totals,
            SyncService syncs,
            RedisSettings settings,
            ViewSwitch viewSwitch) {
        this.vertx = vertx;
        this.syncs = syncs;
        this.gateway = gateway;
        this.topology = topology;
        this.route = route;
        this.unacknowledged = unacknowledged;
        this.reconciliation = reconciliation;
        this.fence = fence;
        this.fallback = fallback;
        this.totals = totals;
        this.viewSwitch = viewSwitch;
        this.patience = settings.patienceInBackground();
        this.retryLoop = new RetryLoop(vertx, this::attempt, this::isAsWanted, settings.longestPause());
        route.whenClosed(this::closed);
        viewSwitch.whenTurned(this::turned);
    }

    /**
     * Begins to open the Redis route. If it is switched off, keeps it closed, after the buffered views are transferred
     * or after six seconds.
     *
     * @param event the start of the service
     */
    public void start(@Observes StartupEvent event) {
        if (viewSwitch.isOn()) {
            retryLoop.start();
        } else {
            afterTransfer(LONGEST_SYNC_AT_START)
                    .invoke(route::stayClosed)
                    .subscribe()
                    .with(done -> LOG.debug("views stay in postgres"));
        }
    }

    private boolean isAsWanted() {
        return route.session() != null || !viewSwitch.isOn();
    }

    /**
     * Reacts to the switch. When it is turned off, buffered views are transferred first, unless that takes too long.
     * Views that arrive in the meantime are transferred after the route is closed.
     */
    private void turned() {
        if (viewSwitch.isOn()) {
            retryLoop.start();
        } else {
            RecoveredFailure.TRANSFER_BUFFER.attempt(afterTransfer(LONGEST_SYNC_BEFORE)
                    .invoke(this::closeIfSwitchedOff)
                    .chain(this::transferBuffered));
        }
    }

    /** Completes when the buffered views are transferred, or after the limit. The transfer continues in that case. */
    private Uni<Void> afterTransfer(Duration longest) {
        return LoopTimeout.limit(
                        vertx, longest, transferBuffered(), Uni.createFrom().voidItem())
                .plug(RecoveredFailure.TRANSFER_BUFFER::ignore);
    }

    /**
     * Transfers the buffered views. Retries if a store is unavailable or another replica runs a sync, until the switch
     * is on again.
     */
    private Uni<Void> transferBuffered() {
        return Uni.createFrom()
                .deferred(syncs::sync)
                .invoke(RedisFailback::checkTransferred)
                .onFailure(failure -> !viewSwitch.isOn())
                .retry()
                .withBackOff(SOON, LATER)
                .withJitter(JITTER)
                .indefinitely()
                .replaceWithVoid();
    }

    private static void checkTransferred(SyncReport report) {
        if (!report.success() || report.skipped() != null) {
            throw new NotYetException("what is buffered is not transferred");
        }
    }

    private void closeIfSwitchedOff() {
        if (viewSwitch.isOn()) {
            return;
        }
        CountingRoute.RedisSession open = route.session();
        if (open != null) {
            route.close(open, CountingRoute.Reason.SWITCHED_OFF, null);
        }
        route.stayClosed();
    }

    private void closed(CountingRoute.Reason reason) {
        forgot = forgot || reason == CountingRoute.Reason.FORGOT;
        if (reason == CountingRoute.Reason.NOT_ALLOWED) {
            retryLoop.startAfterRefusal();
        } else {
            retryLoop.start();
        }
    }

    /** Makes one attempt to open the route. Concurrent callers share it. */
    private synchronized Uni<Void> attempt() {
        if (running == null) {
            running = Uni.createFrom()
                    .deferred(this::tryToOpen)
                    .onFailure()
                    .invoke(this::failed)
                    .onTermination()
                    .invoke(this::ended)
                    .memoize()
                    .indefinitely();
        }
        return running;
    }

    private void failed(Throwable failure) {
        RecoveredFailure.OPEN_REDIS_ROUTE.record(failure);
        boolean refused = failure instanceof StoreUnavailableException unavailable
                && unavailable.refusal().isPresent();
        if (refused || attempts.incrementAndGet() >= FIRST_ATTEMPTS) {
            route.stayClosed();
        }
    }

    private synchronized void ended() {
        running = null;
    }

    private Uni<Void> tryToOpen() {
        if (isAsWanted()) {
            return Uni.createFrom().voidItem();
        }
        if (route.last().callsInFlight().get() > 0) {
            return Uni.createFrom().failure(new NotYetException("calls of the last opening are in flight"));
        }
        return reachable()
                .chain(topology::identity)
                .call(unacknowledged::revokeOwn)
                .chain(this::openTo);
    }

    private Uni<Void> reachable() {
        return gateway.circuit().isClosed() ? Uni.createFrom().voidItem() : gateway.probe();
    }

    private Uni<Void> openTo(String identity) {
        return unacknowledged
                .tell()
                .chain(this::state)
                .map(Optional::of)
                .onFailure(StoreUnavailableException.class)
                .recoverWithItem(Optional.empty())
                .chain(state ->
                        state.map(found -> open(identity, found)).orElseGet(() -> openWithoutPostgres(identity)));
    }

    private Uni<Void> open(String identity, FallbackStore.State state) {
        return reconciliation
                .inLine(state, identity, forgot ? route.last().era() : NEVER)
                .chain(settled -> opened(identity, settled.era()))
                .invoke(totals::forget);
    }

    /** Joins the era that Redis is in, so that replicas without Postgres do not fence each other off. */
    private Uni<Void> openWithoutPostgres(String identity) {
        CountingRoute.RedisSession last = route.last();
        long least = Math.max(latestEra, last.era()) + (forgot ? 1 : 0);
        return fence.look().chain(known -> {
            boolean same = identity.equals(last.masters()) && known.is(last.era());
            return known.isOpen(least)
                    ? openWithoutPostgres(identity, known.highest(), same)
                    : beginWithoutPostgres(least).chain(era -> openWithoutPostgres(identity, era, false));
        });
    }

    /**
     * Begins the next even era, under the sync lock. Fails, and is retried later, while a replica with Postgres
     * reconciles the stores: that replica would have to start again otherwise.
     */
    private Uni<Long> beginWithoutPostgres(long least) {
        return syncs.exclusively(lock -> fence.look()
                        .chain(known -> known.isOpen(least)
                                ? Uni.createFrom().item(known.highest())
                                : fence.begin(known.next(least)).replaceWith(known.next(least))))
                .map(begun -> begun.orElseThrow(() -> new NotYetException("another replica is at it")));
    }

    /**
     * Seals the buffered views, unless this is the same Redis as before. A restarted Redis may hold batches that
     * Postgres has already applied, and new views must not join them.
     */
    private Uni<Void> openWithoutPostgres(String identity, long era, boolean same) {
        return (same ? Uni.createFrom().voidItem() : reconciliation.seal()).chain(() -> opened(identity, era));
    }

    private Uni<FallbackStore.State> state() {
        return fallback.state().invoke(state -> latestEra = state.era());
    }

    private Uni<Void> opened(String identity, long era) {
        CountingRoute.RedisSession next = new CountingRoute.RedisSession(identity, era);
        Uni<Void> tooLate = Uni.createFrom().failure(new NotYetException("no connection in time"));
        return LoopTimeout.limit(vertx, patience, route.prepare(next), tooLate).invoke(() -> {
            forgot = false;
            databaseOpened = false;
            route.open(next);
            closeIfSwitchedOff();
        });
    }

    /**
     * Determines the route after the Postgres route turned out to be closed: the Redis route if it can be opened now,
     * else the Postgres route, which this method opens.
     *
     * @param mayWait whether to wait for the Redis route, up to 100 ms; false for the views of an unacknowledged call,
     *     because the Redis route is not opened before it is decided which of these views are reverted
     * @return completes when one of the routes is open; fails if the Redis route is closed and Postgres is unavailable
     */
    public Uni<Void> afterClosing(boolean mayWait) {
        Uni<Void> elsewhere = mayWait && databaseOpened && viewSwitch.isOn()
                ? LoopTimeout.limit(
                                vertx,
                                OPENING_ELSEWHERE,
                                attempt(),
                                Uni.createFrom().voidItem())
                        .plug(RecoveredFailure.OPEN_REDIS_ROUTE::ignore)
                : Uni.createFrom().voidItem();
        return elsewhere.chain(() -> route.session() != null
                ? Uni.createFrom().voidItem()
                : fallback.open().invoke(() -> databaseOpened = true));
    }

    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> lookAfter() {
        return bringInLine().plug(RecoveredFailure.RECONCILE_STORES::ignore);
    }

    /**
     * Reconciles the views that other replicas count in Postgres, completes what this replica left undone, and reports
     * what it counted through Redis.
     *
     * @return completes when this is done; fails if some of it must wait, or if a store is unavailable
     */
    public Uni<Void> bringInLine() {
        CountingRoute.RedisSession open = route.session();
        return reconciliation.report().chain(() -> open == null ? undoIfSwitchedOff() : bringInLine(open));
    }

    /**
     * Revokes calls that Redis ran late, also while Redis is switched off, before Redis expires its record of these
     * calls.
     */
    private Uni<Void> undoIfSwitchedOff() {
        return viewSwitch.isOn() || !gateway.circuit().isClosed()
                ? state().replaceWithVoid()
                : unacknowledged
                        .revokeOwn()
                        .chain(unacknowledged::tell)
                        .chain(this::state)
                        .chain(state -> state.revoking()
                                ? reconciliation.undo()
                                : Uni.createFrom().voidItem());
    }

    private Uni<Void> bringInLine(CountingRoute.RedisSession open) {
        return unacknowledged
                .tell()
                .chain(this::state)
                .invoke(reconciliation::tell)
                .chain(state -> bringInLine(state, open).invoke(() -> {
                    if (state.databaseOpen() || state.revoking()) {
                        totals.forget();
                    }
                }));
    }

    /**
     * Checks the identity of Redis. A replica without traffic may not notice that Redis was restarted, and no replica
     * notices a failover that leaves connections open.
     */
    private Uni<Void> bringInLine(FallbackStore.State state, CountingRoute.RedisSession open) {
        return topology.identity().chain(found -> {
            if (!found.equals(open.masters())) {
                return superseded(open);
            }
            return reconciliation
                    .inLine(state, found, NEVER)
                    .chain(settled ->
                            settled.era() == open.era() ? Uni.createFrom().voidItem() : superseded(open));
        });
    }

    private Uni<Void> superseded(CountingRoute.RedisSession open) {
        route.close(
                open,
                CountingRoute.Reason.SUPERSEDED,
                new IllegalStateException("another redis, or brought in line anew"));
        return Uni.createFrom().voidItem();
    }
}
