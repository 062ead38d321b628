package io.footfall.views;

import io.footfall.catalog.ItemId;
import io.footfall.locks.Locks;
import io.footfall.redis.PartitionId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Adds what is buffered in Redis to the counts in Postgres, a partition at a time.
 *
 * <p>Claim, read, apply, forget: each step may run twice, on two replicas, or die half way, because a batch has an id
 * that the ledger takes once. The lock only spares replicas the same work.
 */
@Singleton
class SyncService {

    private static final Logger LOG = Logger.getLogger(SyncService.class);
    private static final String LOCK = "sync-views";
    private static final Duration LOCK_TTL = Duration.ofSeconds(10);
    private static final Duration LONGEST_RUN = Duration.ofMinutes(10);

    private final Turns<SyncReport> turns = new Turns<>(this::run);
    private final Locks locks;
    private final SyncBuffer buffer;
    private final ViewStore store;
    private final ViewMetrics metrics;
    private final Clock clock;

    SyncService(Locks locks, SyncBuffer buffer, ViewStore store, ViewMetrics metrics, Clock clock) {
        this.locks = locks;
        this.buffer = buffer;
        this.store = store;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Syncs what is buffered now, after a sync of this replica that is running; not while another replica is at it. */
    Uni<SyncReport> sync() {
        return turns.join();
    }

    private Uni<SyncReport> run() {
        Instant start = clock.instant();
        return locks.withLock(LOCK, LOCK_TTL, () -> new Run(start).go())
                .map(report -> report.orElseGet(() -> SyncReport.skipped(millisSince(start))));
    }

    private long millisSince(Instant start) {
        return Duration.between(start, clock.instant()).toMillis();
    }

    /** One sync. Partitions go one after the other, so its fields are never touched at the same time. */
    private final class Run {

        private final Instant start;
        private final List<String> errors = new ArrayList<>();
        private BatchTotals totals = BatchTotals.NONE;

        private Run(Instant start) {
            this.start = start;
        }

        private Uni<SyncReport> go() {
            return Multi.createFrom()
                    .iterable(PartitionId.all())
                    .onItem()
                    .transformToUniAndConcatenate(this::transferSafely)
                    .collect()
                    .last()
                    .ifNoItem()
                    .after(LONGEST_RUN)
                    .recoverWithUni(() -> {
                        errors.add("The sync took over " + LONGEST_RUN.toMinutes() + " minutes and was ended.");
                        return Uni.createFrom().voidItem();
                    })
                    .chain(this::end);
        }

        private Uni<Void> transferSafely(PartitionId partition) {
            return transfer(partition).onFailure().recoverWithUni(failure -> {
                LOG.warnf(failure, "partition %d was not synced; it is tried again", partition.number());
                errors.add("Partition " + partition.number() + " was not synced; it is tried again.");
                return Uni.createFrom().voidItem();
            });
        }

        /** A left-over batch first, then what has gathered since. */
        private Uni<Void> transfer(PartitionId partition) {
            return buffer.claim(partition).chain(claim -> claim.map(batch -> transfer(partition, batch))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
        }

        private Uni<Void> transfer(PartitionId partition, SyncBuffer.Claim claim) {
            return buffer.claimed(partition)
                    .chain(batch -> apply(partition, claim, batch))
                    .call(() -> buffer.forget(partition, claim.id()))
                    .chain(missing -> buffer.drop(partition, missing))
                    .chain(() -> claim.leftOver()
                            ? transfer(partition)
                            : Uni.createFrom().voidItem());
        }

        /** Adds a batch to the counts and answers the items that are not there to be added to. */
        private Uni<List<ItemId>> apply(PartitionId partition, SyncBuffer.Claim claim, Batch batch) {
            if (batch.items() != claim.items()) {
                return Uni.createFrom().failure(new IllegalStateException("a batch is not whole"));
            }
            return store.apply(claim.id(), partition, batch)
                    .invoke(applied -> applied.ifPresent(found -> add(batch, found)))
                    .map(applied -> applied.map(ViewStore.Applied::missing).orElse(List.of()));
        }

        private void add(Batch batch, ViewStore.Applied applied) {
            totals = totals.plus(applied.added());
            metrics.applied(batch.totals().views(), applied.added());
            if (!applied.missing().isEmpty()) {
                LOG.warnf(
                        "views of deleted items were dropped: items=%d",
                        applied.missing().size());
            }
        }

        private Uni<SyncReport> end() {
            Instant end = clock.instant();
            SyncRun run = new SyncRun(end, Duration.between(start, end).toMillis(), totals, errors.isEmpty());
            metrics.ended(run);
            return store.record(run)
                    .chain(store::pruneLedger)
                    .onFailure()
                    .recoverWithUni(failure -> {
                        LOG.warn("a sync could not be recorded", failure);
                        return Uni.createFrom().voidItem();
                    })
                    .replaceWith(() -> SyncReport.of(run, List.copyOf(errors)));
        }
    }
}
