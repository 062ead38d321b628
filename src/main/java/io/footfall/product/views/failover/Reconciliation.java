package io.footfall.product.views.failover;

import io.footfall.capability.locks.HeldLock;
import io.footfall.platform.store.NotYetException;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.product.views.model.CountingRoute;
import io.footfall.product.views.model.Salts;
import io.footfall.product.views.model.ViewMetrics;
import io.footfall.product.views.sync.SyncBuffer;
import io.footfall.product.views.sync.SyncService;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Reconciles Redis and Postgres after views were counted in Postgres, or after Redis was restarted: unacknowledged
 * calls are revoked, salts are agreed on, buffered views are transferred, and viewers are backfilled. What remains is
 * done in a transaction that excludes all counting in Postgres, and that closes the Postgres route when it is
 * committed.
 */
@Singleton
public final class Reconciliation {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class);
    private static final Duration LONGEST_REPORT = Duration.ofSeconds(1);

    private final SyncService syncs;
    private final RedisBackfill backfill;
    private final UnacknowledgedCalls unacknowledged;
    private final Salts salts;
    private final FallbackStore fallback;
    private final SyncBuffer buffer;
    private final EraFence fence;
    private final FirstViewCounter firstViews;
    private final ViewMetrics metrics;
    private final AtomicLong lost = new AtomicLong(-1);

    /**
     * Creates an instance. From then on, this replica reports its first views whenever the Redis route is closed.
     *
     * @param syncs transfers the buffered views; its lock excludes other replicas
     * @param backfill backfills Redis
     * @param unacknowledged revokes calls in Redis
     * @param salts the salts of dedup windows
     * @param fallback the state that replicas share in Postgres
     * @param buffer sums up the buffered views
     * @param fence begins eras in Redis
     * @param route the route whose closing triggers a report
     * @param firstViews the first views of this replica
     * @param metrics shows the number of lost views
     */
    public Reconciliation(
            SyncService syncs,
            RedisBackfill backfill,
            UnacknowledgedCalls unacknowledged,
            Salts salts,
            FallbackStore fallback,
            SyncBuffer buffer,
            EraFence fence,
            CountingRoute route,
            FirstViewCounter firstViews,
            ViewMetrics metrics) {
        this.syncs = syncs;
        this.backfill = backfill;
        this.unacknowledged = unacknowledged;
        this.salts = salts;
        this.fallback = fallback;
        this.buffer = buffer;
        this.fence = fence;
        this.firstViews = firstViews;
        this.metrics = metrics;
        route.whenClosed(reason -> RecoveredFailure.REPORT_COUNTED_VIEWS.attempt(report()));
    }

    /**
     * The state of both stores.
     *
     * @param masters the identity of the Redis that is to count
     * @param state how views are counted so far, as Postgres knows it
     * @param era what that Redis knows of its era
     * @param forgot whether Redis turned out to have lost its data in this era
     */
    private record Found(String masters, FallbackStore.State state, EraFence.Known era, boolean forgot) {

        /**
         * Whether Redis is a different one, or in a different state, than the one that the stores were reconciled with
         * last.
         */
        private boolean isAnother() {
            return forgot || !state.masters().equals(masters) || !era.is(state.era());
        }

        private boolean isInLine() {
            return !isAnother() && !state.databaseOpen() && !state.revoking();
        }

        /** Whether a replica has begun to reconcile this Redis, and Redis has not lost its data since. */
        private boolean isBegun() {
            return isClosing() && state.closing().era() > state.era();
        }

        /** Whether the reconciliation is complete except for the last step: Redis does not know the new era yet. */
        private boolean isNearlyDone() {
            return isClosing() && state.era() == state.closing().era() + 1;
        }

        private boolean isClosing() {
            return era.is(state.closing().era()) && state.closing().masters().equals(masters);
        }
    }

    /**
     * Reconciles both stores if necessary.
     *
     * @param state how views are counted so far
     * @param masters {@link io.footfall.platform.redis.RedisTopology#identity()} of the Redis that is to count
     * @param forgetful the last era in which Redis turned out to have lost its data without a restart; a number below
     *     every era if there is none
     * @return the state afterwards; fails if the stores could not be reconciled, or if another replica reconciles them
     */
    Uni<FallbackStore.State> inLine(FallbackStore.State state, String masters, long forgetful) {
        return look(state, masters, forgetful)
                .chain(found -> found.isInLine()
                        ? Uni.createFrom().item(state)
                        : syncs.exclusively(lock -> fallback.state()
                                        .chain(now -> look(now, masters, forgetful))
                                        .chain(now -> bringInLine(now, lock)))
                                .map(done -> done.orElseThrow(() -> new NotYetException("another replica is at it"))))
                .invoke(after -> tell(state, after));
    }

    private Uni<Found> look(FallbackStore.State state, String masters, long forgetful) {
        return fence.look().map(era -> new Found(masters, state, era, state.era() <= forgetful));
    }

    /**
     * Reconciles the stores while this replica holds the lock. Another replica may have done so since the first check.
     */
    private Uni<FallbackStore.State> bringInLine(Found found, HeldLock lock) {
        if (found.isInLine()) {
            return Uni.createFrom().item(found.state());
        }
        if (found.isNearlyDone()) {
            return fence.begin(found.state().era(), found.state().closing().era())
                    .chain(() -> reconcile(found.masters(), Optional.empty(), lock));
        }
        return found.isAnother() ? takeOver(found, lock) : reconcile(found.masters(), Optional.empty(), lock);
    }

    /**
     * Reconciles the stores with a different Redis. No replica counts in Redis until this is complete, because the
     * closing era is odd.
     */
    private Uni<FallbackStore.State> takeOver(Found found, HeldLock lock) {
        FallbackStore.Closing closing = found.isBegun()
                ? found.state().closing()
                : new FallbackStore.Closing(
                        // Also higher than the closing era of an attempt during which Redis lost its data again: the
                        // viewers that it backfilled must be backfilled once more.
                        found.era()
                                .closed(Math.max(
                                        found.state().era(),
                                        found.state().closing().era())),
                        found.masters());
        Uni<Void> begun = found.isBegun()
                ? Uni.createFrom().voidItem()
                : fence.begin(closing.era()).chain(() -> fallback.begin(closing));
        return begun.chain(() -> fallback.handAllBackAgain(closing))
                .chain(() -> reconcile(found.masters(), Optional.of(closing.era()), lock))
                .call(state -> fence.begin(state.era(), closing.era()));
    }

    private Uni<FallbackStore.State> reconcile(String masters, Optional<Long> closed, HeldLock lock) {
        List<FallbackViewers.Viewing> handed = new ArrayList<>();
        return report().chain(salts::bringBack)
                .chain(this::revokeAndTransfer)
                .chain(() -> backfill.viewers(lock::isLost))
                .chain(() -> fallback.close(masters, connection -> last(connection, closed, handed)))
                .chain(() -> backfill.forget(handed).plug(RecoveredFailure.FORGET_VIEWERS::ignore))
                .chain(fallback::state);
    }

    /**
     * Revokes calls and transfers the buffered views. The records of the calls are deleted only after their effects are
     * in Postgres, because a Redis that goes back in time may need them revoked once more.
     */
    private Uni<Void> revokeAndTransfer() {
        return fallback.revokedCalls().chain(calls -> revoke(calls, fallback::handBackAgain)
                .chain(syncs::transferAll)
                .chain(() -> backfill.settleTotalsOf(calls))
                .chain(() -> fallback.undone(calls)));
    }

    /** Revokes unacknowledged calls in Redis while views are counted in Postgres. */
    Uni<Void> undo() {
        return syncs.exclusively(lock -> revokeAndTransfer()).replaceWithVoid();
    }

    private Uni<Void> revoke(List<UnacknowledgedCall> calls, Function<List<UnacknowledgedCall>, Uni<Void>> andThen) {
        return calls.isEmpty()
                ? Uni.createFrom().voidItem()
                : unacknowledged.revoke(calls).chain(andThen::apply);
    }

    /**
     * Does the remaining work while no replica may count in Postgres. Views of the ending era that are still missing
     * afterwards are lost.
     */
    private Uni<Optional<FallbackStore.NewEra>> last(
            SqlConnection connection, Optional<Long> closed, List<FallbackViewers.Viewing> handed) {
        Uni<Void> inLine = fallback.revokedCalls(connection)
                .chain(calls -> revoke(calls, undone -> fallback.handBackAgain(connection, undone)))
                .chain(() -> backfill.lastViewers(connection, handed));
        return closed.map(era -> inLine.chain(backfill::resetTotals)
                        .chain(() -> nextAfter(era))
                        .map(Optional::of))
                .orElseGet(() -> inLine.replaceWith(Optional.empty()));
    }

    /**
     * Returns the era that follows the closed one. Fails if a replica without Postgres counts in Redis already: its
     * views may have been transferred as views of the previous era.
     */
    private Uni<FallbackStore.NewEra> nextAfter(long closed) {
        return buffer.views().chain(buffered -> fence.look().map(known -> {
            if (!known.is(closed)) {
                throw new NotYetException("redis is counted in again already");
            }
            return new FallbackStore.NewEra(closed + 1, buffered);
        }));
    }

    /** Seals the buffered views, for the case that Postgres cannot take them before the Redis route is opened. */
    Uni<Void> seal() {
        return backfill.seal();
    }

    /** Reports to Postgres how many views this replica counted through Redis. */
    Uni<Void> report() {
        return firstViews.report(fallback).plug(RecoveredFailure.REPORT_COUNTED_VIEWS::ignore);
    }

    /**
     * Reports the last counted views at shutdown, and waits up to one second for it. Blocking is allowed on the
     * shutdown thread. Views that are counted but never reported would hide a later loss of the same size for ever.
     */
    void leave(@Observes ShutdownEvent event) throws InterruptedException {
        CountDownLatch reported = new CountDownLatch(1);
        RecoveredFailure.REPORT_COUNTED_VIEWS.attempt(report().onTermination().invoke(reported::countDown));
        if (!reported.await(LONGEST_REPORT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("what was counted last could not be reported; where redis loses it, too little is told");
        }
    }

    /** Publishes the total number of lost views as a metric, and logs an error if it has grown. */
    void tell(FallbackStore.State state) {
        long before = lost.getAndSet(state.lost());
        metrics.lost(state.lost());
        if (before >= 0 && state.lost() > before) {
            LOG.errorf("redis lost its memory, and views with it that were answered: %d", state.lost() - before);
        }
    }

    private void tell(FallbackStore.State before, FallbackStore.State after) {
        tell(before);
        tell(after);
    }
}
