package io.footfall.views;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
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
    private final HandBack handBack;
    private final RevokedCalls revoked;
    private final Salts salts;
    private final OutageStore outages;
    private final SyncBuffer buffer;
    private final Tally tally;
    private final ViewMetrics metrics;
    private final AtomicLong lost = new AtomicLong(-1);

    Reconciliation(
            SyncService syncs,
            HandBack handBack,
            RevokedCalls revoked,
            Salts salts,
            OutageStore outages,
            SyncBuffer buffer,
            ViewPath path,
            Tally tally,
            ViewMetrics metrics) {
        this.syncs = syncs;
        this.handBack = handBack;
        this.revoked = revoked;
        this.salts = salts;
        this.outages = outages;
        this.buffer = buffer;
        this.tally = tally;
        this.metrics = metrics;
        path.whenClosed(reason -> report().subscribe().with(done -> {}, failure -> {}));
    }

    /** Whether there is nothing to do before this Redis may count. */
    boolean isInLine(OutageStore.State state, String masters, boolean forgot) {
        return !state.databaseOpen()
                && !state.revoking()
                && !forgot
                && state.masters().equals(masters);
    }

    /**
     * Brings both stores in line.
     *
     * @param state how views are counted so far
     * @param masters {@link io.footfall.redis.Masters#identity()} of the Redis that is to count
     * @param forgot whether it turned out to have lost its memory without a restart
     * @return the state afterwards; fails where it could not be done, or another replica is at it
     */
    Uni<OutageStore.State> run(OutageStore.State state, String masters, boolean forgot) {
        boolean another =
                forgot || !state.masters().isEmpty() && !state.masters().equals(masters);
        return syncs.exclusively(() -> report().chain(salts::bringBack)
                        .chain(() -> another
                                ? outages.handAllBackAgain()
                                : Uni.createFrom().voidItem())
                        .chain(this::revokeAndTransfer)
                        .chain(handBack::viewers)
                        .chain(() -> outages.close(masters, connection -> last(connection, another)))
                        .chain(outages::state))
                .map(done -> done.orElseThrow(() -> new IllegalStateException("another replica is at it")))
                .invoke(after -> tell(state, after));
    }

    /**
     * Calls are forgotten only when what they are undone by is in Postgres: a Redis that goes back in time may have them
     * undone once more.
     */
    private Uni<Void> revokeAndTransfer() {
        return outages.revokedCalls().chain(calls -> revoke(calls, () -> outages.handBackAgain(calls))
                .chain(syncs::transferAll)
                .chain(() -> handBack.settleTotalsOf(calls))
                .chain(() -> outages.undone(calls)));
    }

    /** Undoes what Redis did of calls that were abandoned, while views are counted in Postgres. */
    Uni<Void> undo() {
        return syncs.exclusively(this::revokeAndTransfer).replaceWithVoid();
    }

    private Uni<Void> revoke(List<AbandonedCall> calls, Supplier<Uni<Void>> andThen) {
        return calls.isEmpty()
                ? Uni.createFrom().voidItem()
                : revoked.revoke(calls).chain(() -> andThen.get());
    }

    /** What is left to do while nobody may count in Postgres; true where whatever is missing then is lost. */
    private Uni<Boolean> last(SqlConnection connection, boolean another) {
        Uni<Void> inLine = outages.revokedCalls(connection)
                .chain(calls -> revoke(calls, () -> outages.handBackAgain(connection, calls)))
                .chain(() -> handBack.lastViewers(connection));
        return another
                ? inLine.chain(handBack::resetTotals).chain(buffer::items).map(items -> items == 0)
                : inLine.replaceWith(false);
    }

    /** Puts aside what is buffered, where Postgres cannot take it before the way is opened. */
    Uni<Void> seal() {
        return handBack.seal();
    }

    /** Reports what this replica counted through Redis. */
    Uni<Void> report() {
        return tally.report(outages).onFailure().recoverWithNull();
    }

    /** On the thread that ends the process, which has nothing else to do: what is not reported would hide a loss for ever. */
    void leave(@Observes ShutdownEvent event) throws InterruptedException {
        CountDownLatch reported = new CountDownLatch(1);
        report().onTermination().invoke(reported::countDown).subscribe().with(done -> {}, failure -> {});
        if (!reported.await(LONGEST_REPORT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("what was counted last could not be reported; where redis loses it, too little is told");
        }
    }

    /** Shows what was ever lost. */
    void tell(OutageStore.State state) {
        long before = lost.getAndSet(state.lost());
        metrics.lost(state.lost());
        if (before >= 0 && state.lost() > before) {
            LOG.errorf("redis lost its memory, and views with it that were answered: %d", state.lost() - before);
        }
    }

    private void tell(OutageStore.State before, OutageStore.State after) {
        tell(before);
        tell(after);
    }
}
