package io.footfall.product.views.sync;

import io.footfall.capability.locks.HeldLock;
import io.footfall.capability.locks.LockRequest;
import io.footfall.capability.locks.Locks;
import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.store.LoopTimeout;
import io.footfall.platform.store.NotYetException;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.product.views.model.SyncRun;
import io.footfall.product.views.model.SyncTotals;
import io.footfall.product.views.model.ViewMetrics;
import io.footfall.product.views.model.ViewSettings;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Adds the views that are buffered in Redis to the counts in Postgres, one partition at a time.
 *
 * <p>The steps are claim, read, apply, acknowledge. Each step may be repeated, run on two replicas, or be interrupted,
 * because a batch has an id that the ledger accepts once. The lock only avoids duplicate work.
 */
@Singleton
public final class SyncService {

    private static final Logger LOG = Logger.getLogger(SyncService.class);
    private static final String LOCK = "footfall-sync";
    private static final Duration LONGEST_RUN = Duration.ofMinutes(10);

    /**
     * The number of partitions that are transferred concurrently. Each takes a Postgres connection, which can keep one
     * core of Postgres busy.
     */
    private static final int AT_ONCE = 2;

    private final CoalescingRunner<SyncReport> coalescingRunner = new CoalescingRunner<>(this::run);
    private final Vertx vertx;
    private final RedisGateway gateway;
    private final Locks locks;
    private final SyncBuffer buffer;
    private final ViewStore store;
    private final ViewMetrics metrics;
    private final Duration lockTtl;
    private final int partOfBatch;
    private final Clock clock;
    private final AtomicReference<SyncRun> last = new AtomicReference<>();
    private final List<Function<SyncRun, Uni<Void>>> afterEach = new CopyOnWriteArrayList<>();
    private final Map<String, Supplier<Uni<Void>>> others = new ConcurrentHashMap<>();

    /**
     * Creates an instance; runs no sync yet.
     *
     * @param vertx provides the timer of the longest duration
     * @param gateway shows whether Redis is configured
     * @param locks the lock of syncs
     * @param buffer the buffered views in Redis
     * @param store the counts in Postgres
     * @param metrics the metrics of syncs
     * @param settings the lease of the lock and the size of transactions
     * @param clock the present time
     */
    public SyncService(
            Vertx vertx,
            RedisGateway gateway,
            Locks locks,
            SyncBuffer buffer,
            ViewStore store,
            ViewMetrics metrics,
            ViewSettings settings,
            Clock clock) {
        this.vertx = vertx;
        this.lockTtl = settings.syncLock();
        this.partOfBatch = settings.syncBatch();
        this.gateway = gateway;
        this.locks = locks;
        this.buffer = buffer;
        this.store = store;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Registers an action that runs after each sync, before its report is returned.
     *
     * @param action receives the sync; must not fail, because its failure would replace the report
     */
    public void afterEach(Function<SyncRun, Uni<Void>> action) {
        afterEach.add(action);
    }

    /**
     * Registers something else that is saved with each sync, after the views.
     *
     * @param what the name in reports and in the log
     * @param save saves it; must be idempotent
     */
    void with(String what, Supplier<Uni<Void>> save) {
        others.put(what, save);
    }

    /**
     * Syncs the buffered views. If a sync of this replica is running, another one follows it, which all callers share
     * that arrive in the meantime. If another replica runs a sync, this one is skipped.
     *
     * @return the report, also if nothing was done because a store is unavailable
     */
    public Uni<SyncReport> sync() {
        return coalescingRunner.join();
    }

    private Uni<SyncReport> run() {
        long start = System.nanoTime();
        if (!gateway.isConfigured()) {
            return new Run(start).end();
        }
        Run run = new Run(start);
        return exclusively(lock -> run.transferViews().replaceWith(run))
                .chain(had -> had.map(Run::goOn)
                        .orElseGet(() -> Uni.createFrom().item(() -> SyncReport.skipped(millisSince(start)))))
                .onFailure(StoreUnavailableException.class)
                .recoverWithUni(() -> new Run(start).withoutRedis());
    }

    /**
     * Runs something under the sync lock, so that no other replica runs it at the same time, unless the lock is lost.
     *
     * @param work the work; it receives the lock, to check whether it is lost
     * @param <T> type of the result
     * @return the result of the work; empty if another replica holds the lock; fails if the work fails or Redis is
     *     unavailable
     */
    public <T> Uni<Optional<T>> exclusively(Function<HeldLock, Uni<T>> work) {
        return locks.withLock(LockRequest.of(LOCK, lockTtl), work);
    }

    /**
     * Transfers the buffered views for a caller that already holds the lock.
     *
     * @return completes when all are transferred; fails with {@link NotYetException} if some could not be transferred
     */
    public Uni<Void> transferAll() {
        return Uni.createFrom()
                .deferred(() -> new Run(System.nanoTime()).go())
                .invoke(SyncService::check)
                .replaceWithVoid();
    }

    private static void check(SyncReport report) {
        if (!report.success()) {
            throw new NotYetException("what is buffered could not be transferred");
        }
    }

    /**
     * Returns the last completed sync of any replica. If Postgres is unavailable, only syncs of this replica are known.
     *
     * @return the sync; empty before the first one
     */
    public Uni<Optional<SyncRun>> lastRun() {
        return store.lastRun()
                .plug(RecoveredFailure.READ_LAST_SYNC::ignoreOutage)
                .map(stored -> Stream.of(Optional.ofNullable(stored), Optional.ofNullable(last.get()))
                        .flatMap(Optional::stream)
                        .max(Comparator.comparing(SyncRun::finishedAt)));
    }

    /** Uses the monotonic clock, because the wall clock may be set during a sync. */
    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /**
     * One sync. Its partitions are transferred concurrently. They share only the row of the ledger's sums, and fields
     * that are synchronized or volatile.
     */
    private final class Run {

        private final long start;
        private final List<String> errors = new ArrayList<>();
        private SyncTotals totals = SyncTotals.NONE;
        private volatile boolean storeIsAway;
        private volatile boolean isOver;

        private Run(long start) {
            this.start = start;
        }

        private Uni<SyncReport> go() {
            return transferViews().chain(this::end);
        }

        /**
         * Saves the others after the lock was released. Several replicas may save them at once, and the next sync of
         * views does not have to wait.
         */
        private Uni<SyncReport> goOn() {
            return saveOthers().chain(this::end);
        }

        private Uni<Void> transferViews() {
            return withinLimit(safely("Redis", () -> buffer.toTransfer().chain(this::transfer))
                    .chain(() -> buffer.removeDeleted().plug(RecoveredFailure.FORGET_ITEMS::ignore)));
        }

        private Uni<Void> transfer(List<PartitionId> partitions) {
            return Multi.createFrom()
                    .iterable(partitions)
                    .onItem()
                    .transformToUni(this::transferSafely)
                    .merge(AT_ONCE)
                    .collect()
                    .last();
        }

        private Uni<Void> withinLimit(Uni<Void> work) {
            return LoopTimeout.limit(vertx, LONGEST_RUN, work, Uni.createFrom().deferred(this::tooLong));
        }

        /** Ends the sync after the time limit. Steps in flight are completed. */
        private synchronized Uni<Void> tooLong() {
            isOver = true;
            errors.add("The sync took over " + LONGEST_RUN.toMinutes() + " minutes and was ended.");
            return Uni.createFrom().voidItem();
        }

        private Uni<Void> saveOthers() {
            return withinLimit(Multi.createFrom()
                    .iterable(others.entrySet())
                    .onItem()
                    .transformToUniAndConcatenate(other -> safely(other.getKey(), other.getValue()))
                    .collect()
                    .last());
        }

        /** Runs a step. If a store became unavailable, or the sync is over, all following steps are skipped. */
        private Uni<Void> safely(String what, Supplier<Uni<Void>> work) {
            return storeIsAway || isOver
                    ? Uni.createFrom().voidItem()
                    : work.get().onFailure().recoverWithUni(failure -> {
                        failed(what, failure);
                        return Uni.createFrom().voidItem();
                    });
        }

        private Uni<SyncReport> withoutRedis() {
            errors.add("Redis does not answer; what is buffered there waits.");
            return end();
        }

        private Uni<Void> transferSafely(PartitionId partition) {
            return safely("Partition " + partition.number(), () -> transfer(partition));
        }

        private synchronized void failed(String what, Throwable failure) {
            if (failure instanceof StoreUnavailableException unavailable) {
                storeIsAway = true;
                errors.add(unavailable.getMessage() + "; what is buffered waits.");
            } else {
                RecoveredFailure.SYNC_PART.record(failure);
                errors.add(what + " not synced; it is tried again.");
            }
        }

        /** Transfers a left-over batch first, then the views that were buffered since. */
        private Uni<Void> transfer(PartitionId partition) {
            return buffer.claim(partition).chain(claim -> claim.map(batch -> transfer(partition, batch))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
        }

        private Uni<Void> transfer(PartitionId partition, SyncBuffer.Claim claim) {
            return store.begin(claim.id(), partition, SyncBatchParts.of(claim.items(), partOfBatch))
                    .chain(begun -> apply(partition, claim, begun))
                    .call(() -> buffer.forget(partition, claim.id()))
                    .chain(missing -> buffer.drop(partition, missing))
                    .chain(() -> claim.moreMayWait() && !isOver
                            ? transfer(partition)
                            : Uni.createFrom().voidItem());
        }

        /**
         * Applies a batch to the counts. The batch is read once for each group of parts.
         *
         * @return the fields of items that the catalog does not hold
         */
        private Uni<List<String>> apply(PartitionId partition, SyncBuffer.Claim claim, ViewStore.Begun begun) {
            return inTurn(begun.parts().firsts(), first -> buffer.claimed(partition, begun.parts(), first)
                    .chain(read -> apply(partition, claim, read, begun.era())));
        }

        private Uni<List<String>> apply(PartitionId partition, SyncBuffer.Claim claim, PendingBatch read, long era) {
            return read.isWhole(claim)
                    ? inTurn(read.parts(claim.id()), part -> apply(partition, part, era))
                    : Uni.createFrom().failure(new IllegalStateException("a batch is not whole"));
        }

        private Uni<List<String>> apply(PartitionId partition, PendingBatch.Part part, long era) {
            return store.apply(part.id(), partition, part.batch(), era)
                    .invoke(applied -> applied.ifPresent(found -> add(part.batch(), found)))
                    .map(applied -> applied.map(ViewStore.Applied::missing).orElse(List.of()));
        }

        private <T> Uni<List<String>> inTurn(List<T> each, Function<T, Uni<List<String>>> work) {
            return Multi.createFrom()
                    .iterable(each)
                    .onItem()
                    .transformToUniAndConcatenate(work::apply)
                    .collect()
                    .in(ArrayList::new, List::addAll);
        }

        private void add(SyncBatch batch, ViewStore.Applied applied) {
            addUp(applied.added());
            metrics.applied(batch.totals().views(), applied.added());
            if (!applied.missing().isEmpty()) {
                LOG.infof(
                        "views of deleted items were dropped: items=%d",
                        applied.missing().size());
            }
        }

        private synchronized void addUp(SyncTotals added) {
            totals = totals.plus(added);
        }

        private synchronized Uni<SyncReport> end() {
            SyncRun run = new SyncRun(clock.instant(), millisSince(start), totals, errors.isEmpty());
            last.set(run);
            metrics.ended(run);
            return store.record(run)
                    .chain(store::pruneLedger)
                    .plug(RecoveredFailure.RECORD_SYNC::ignore)
                    .chain(() -> tell(run))
                    .replaceWith(() -> SyncReport.of(run, List.copyOf(errors)));
        }

        private Uni<Void> tell(SyncRun run) {
            return Multi.createFrom()
                    .iterable(afterEach)
                    .onItem()
                    .transformToUniAndConcatenate(action -> action.apply(run))
                    .collect()
                    .last();
        }
    }
}
