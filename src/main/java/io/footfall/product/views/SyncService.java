package io.footfall.product.views;

import io.footfall.capability.locks.HeldLock;
import io.footfall.capability.locks.LockRequest;
import io.footfall.capability.locks.Locks;
import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.store.LoopTimeout;
import io.footfall.platform.store.NotYetException;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.store.StoreUnavailableException;
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
 * Adds what is buffered in Redis to the counts in Postgres, a partition at a time.
 *
 * <p>Claim, read, apply, forget: each step may run twice, on two replicas, or die half way, because a batch has an id
 * that the ledger takes once. The lock only spares replicas the same work.
 */
@Singleton
class SyncService {

    private static final Logger LOG = Logger.getLogger(SyncService.class);
    private static final String LOCK = "footfall-sync";
    private static final Duration LONGEST_RUN = Duration.ofMinutes(10);

    /** Partitions that are transferred at once: a connection of Postgres each, which a core of it can keep busy. */
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

    SyncService(
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

    /** Asks to be told of each sync that ended, before it is answered. */
    void afterEach(Function<SyncRun, Uni<Void>> action) {
        afterEach.add(action);
    }

    /**
     * Asks to have something else saved with each sync, after the views.
     *
     * @param what names it in reports and in the log
     * @param save saves it; may be done twice
     */
    void with(String what, Supplier<Uni<Void>> save) {
        others.put(what, save);
    }

    /**
     * Syncs what is buffered now, after a sync of this replica that is running; not while another replica is at it.
     *
     * @return what was done, also where that was nothing because a store is away
     */
    Uni<SyncReport> sync() {
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

    /** Does something that no other replica does meanwhile, unless the lock is lost; empty where one is at it. */
    <T> Uni<Optional<T>> exclusively(Function<HeldLock, Uni<T>> work) {
        return locks.withLock(LockRequest.of(LOCK, lockTtl), work);
    }

    /** Syncs for somebody who excludes the others already; fails where not all could be transferred. */
    Uni<Void> transferAll() {
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

    /** The last sync that ended, of whichever replica; as far as this one knows where Postgres is away. */
    Uni<Optional<SyncRun>> lastRun() {
        return store.lastRun()
                .plug(RecoveredFailure.READ_LAST_SYNC::ignoreOutage)
                .map(stored -> Stream.of(Optional.ofNullable(stored), Optional.ofNullable(last.get()))
                        .flatMap(Optional::stream)
                        .max(Comparator.comparing(SyncRun::finishedAt)));
    }

    /** Not by the clock, which may be set while it runs. */
    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** One sync. Its partitions share no rows but those of the ledger's sums, and no fields but those that are guarded. */
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

        /** The others may be saved by several replicas at once, and nobody waits for the views meanwhile. */
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

        /** What is under way ends with its step. */
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

        /** A store that is away is so for all that comes next. */
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

        /** A left-over batch first, then what has gathered since. */
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

        /** Adds a batch to the counts, read once for some parts at a time, and answers the items that are not there to be added to. */
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
