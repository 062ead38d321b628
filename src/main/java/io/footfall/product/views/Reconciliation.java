package io.footfall.product.views;

import io.footfall.capability.locks.HeldLock;
import io.footfall.platform.store.NotYetException;
import io.footfall.platform.store.RecoveredFailure;
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
 * Brings Redis and Postgres in line after views were counted in Postgres, or after Redis was restarted: calls that were
 * abandoned are undone, salts agreed, what is buffered transferred, and viewers handed back; the rest while nobody may
 * count in Postgres, which thereby closes.
 */
@Singleton
class Reconciliation {

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

    Reconciliation(
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
     * What both stores say.
     *
     * @param masters the Redis that is to count
     * @param state how views are counted so far
     * @param era what that Redis knows of its era
     * @param forgot whether it turned out to have lost its memory in this era
     */
    private record Found(String masters, FallbackStore.State state, EraFence.Known era, boolean forgot) {

        /** Whether this is not the Redis, as it was, that the stores were brought in line with. */
        private boolean isAnother() {
            return forgot || !state.masters().equals(masters) || !era.is(state.era());
        }

        private boolean isInLine() {
            return !isAnother() && !state.databaseOpen() && !state.revoking();
        }

        /** Whether a replica has begun to bring this Redis in line, which has not forgotten that. */
        private boolean isBegun() {
            return isClosing() && state.closing().era() > state.era();
        }

        /** Whether all is done, but that Redis does not know of the era that begins. */
        private boolean isNearlyDone() {
            return isClosing() && state.era() == state.closing().era() + 1;
        }

        private boolean isClosing() {
            return era.is(state.closing().era()) && state.closing().masters().equals(masters);
        }
    }

    /**
     * Brings both stores in line where they are not.
     *
     * @param state how views are counted so far
     * @param masters {@link io.footfall.platform.redis.RedisTopology#identity()} of the Redis that is to count
     * @param forgetful the last era in which it turned out to have lost its memory without a restart, or less
     * @return the state afterwards; fails where it could not be done, or another replica is at it
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

    /** Another replica may have done so meanwhile. */
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

    /** Nobody counts in Redis until it is done. */
    private Uni<FallbackStore.State> takeOver(Found found, HeldLock lock) {
        FallbackStore.Closing closing = found.isBegun()
                ? found.state().closing()
                : new FallbackStore.Closing(
                        // Also later than that of an attempt whose Redis lost its memory again: whom it handed back is
                        // to be handed back once more.
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
     * Calls are forgotten only when what they are undone by is in Postgres: a Redis that goes back in time may have them
     * undone once more.
     */
    private Uni<Void> revokeAndTransfer() {
        return fallback.revokedCalls().chain(calls -> revoke(calls, fallback::handBackAgain)
                .chain(syncs::transferAll)
                .chain(() -> backfill.settleTotalsOf(calls))
                .chain(() -> fallback.undone(calls)));
    }

    /** Undoes what Redis did of calls that were abandoned, while views are counted in Postgres. */
    Uni<Void> undo() {
        return syncs.exclusively(lock -> revokeAndTransfer()).replaceWithVoid();
    }

    private Uni<Void> revoke(List<UnacknowledgedCall> calls, Function<List<UnacknowledgedCall>, Uni<Void>> andThen) {
        return calls.isEmpty()
                ? Uni.createFrom().voidItem()
                : unacknowledged.revoke(calls).chain(andThen::apply);
    }

    /** What is left to do while nobody may count in Postgres; whatever is missing of the era that ends then is lost. */
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

    /** Not where somebody counts in Redis without Postgres by now: that may have been transferred as of the era before. */
    private Uni<FallbackStore.NewEra> nextAfter(long closed) {
        return buffer.views().chain(buffered -> fence.look().map(known -> {
            if (!known.is(closed)) {
                throw new NotYetException("redis is counted in again already");
            }
            return new FallbackStore.NewEra(closed + 1, buffered);
        }));
    }

    /** Puts aside what is buffered, where Postgres cannot take it before the way is opened. */
    Uni<Void> seal() {
        return backfill.seal();
    }

    /** Reports what this replica counted through Redis. */
    Uni<Void> report() {
        return firstViews.report(fallback).plug(RecoveredFailure.REPORT_COUNTED_VIEWS::ignore);
    }

    /** On the thread that ends the process, which has nothing else to do: what is not reported would hide a loss for ever. */
    void leave(@Observes ShutdownEvent event) throws InterruptedException {
        CountDownLatch reported = new CountDownLatch(1);
        RecoveredFailure.REPORT_COUNTED_VIEWS.attempt(report().onTermination().invoke(reported::countDown));
        if (!reported.await(LONGEST_REPORT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("what was counted last could not be reported; where redis loses it, too little is told");
        }
    }

    /** Shows what was ever lost. */
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
