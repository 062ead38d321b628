package io.footfall.views;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Brings Redis and Postgres in line after views were counted in Postgres, or after Redis was restarted: calls that were
 * abandoned are undone, salts agreed, what is buffered transferred, and viewers handed back; the rest while nobody may
 * count in Postgres, which thereby closes.
 */
@Singleton
class Reconciliation {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    private final SyncService syncs;
    private final HandBack handBack;
    private final RevokedCalls revoked;
    private final Salts salts;
    private final OutageStore outages;
    private final SyncBuffer buffer;
    private final ViewPath path;
    private final Tally tally;
    private final ViewMetrics metrics;

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
        this.path = path;
        this.tally = tally;
        this.metrics = metrics;
        path.whenClosed(reason -> report().subscribe().with(done -> {}, failure -> {}));
    }

    /** Whether there is nothing to do before this Redis may count. */
    boolean isInLine(OutageStore.State state, String runId, boolean forgot) {
        return !state.databaseOpen() && !forgot && state.redisRunId().equals(runId);
    }

    /**
     * Brings both stores in line.
     *
     * @param state how views are counted so far
     * @param runId the Redis that is to count
     * @param forgot whether it turned out to have lost its memory without a restart
     * @return the state afterwards; fails where it could not be done, or another replica is at it
     */
    Uni<OutageStore.State> run(OutageStore.State state, String runId, boolean forgot) {
        boolean another =
                forgot || !state.redisRunId().isEmpty() && !state.redisRunId().equals(runId);
        return syncs.exclusively(() -> report().chain(salts::bringBack)
                        .chain(this::revokeStored)
                        .chain(syncs::transfer)
                        .invoke(Reconciliation::check)
                        .chain(handBack::viewers)
                        .chain(() -> outages.close(runId, connection -> last(connection, another))))
                .map(done -> done.orElseThrow(() -> new IllegalStateException("another replica is at it")))
                .invoke(after -> tell(state, after));
    }

    private static void check(SyncReport report) {
        if (!report.success()) {
            throw new IllegalStateException("what is buffered could not be transferred");
        }
    }

    private Uni<Void> revokeStored() {
        return outages.revokedCalls()
                .chain(calls -> calls.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : revoked.revoke(calls).chain(outages::undone).chain(this::revokeStored));
    }

    /** What is left to do while nobody may count in Postgres; true where whatever is missing then is lost. */
    private Uni<Boolean> last(SqlConnection connection, boolean another) {
        Uni<Void> inLine = revokeStored().chain(() -> handBack.lastViewers(connection));
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
        long views = tally.take();
        return views == 0
                ? Uni.createFrom().voidItem()
                : outages.report(views, path.last().era())
                        .onFailure()
                        .invoke(() -> tally.giveBack(views))
                        .replaceWithVoid()
                        .onFailure()
                        .recoverWithNull();
    }

    /** Shows what was ever lost. */
    void tell(OutageStore.State state) {
        metrics.lost(state.lost());
    }

    private void tell(OutageStore.State before, OutageStore.State after) {
        tell(after);
        if (after.lost() > before.lost()) {
            LOG.errorf("redis lost its memory, and views with it that were answered: %d", after.lost() - before.lost());
        }
    }
}
