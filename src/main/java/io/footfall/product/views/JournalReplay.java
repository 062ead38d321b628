package io.footfall.product.views;

import io.footfall.capability.locks.LockRequest;
import io.footfall.capability.locks.Locks;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.platform.web.UnknownItemException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Counts the views of the journal when Postgres can say again whether there are such items. Each replica does so every two seconds where entries may
 * wait, and after each sync.
 *
 * <p>A page is counted as views are that come now, and only then removed. Each step may be repeated, by two replicas at once too, and any of them
 * may die in between: whoever has a mark is not counted again. The lock only spares replicas the same work.
 */
@Singleton
class JournalReplay {

    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final String LOCK = "footfall-journal";
    private static final int PAGE = 500;

    /** An entry, and what became of it: a fate, or why it has to wait. */
    record Result(String entry, JournalMetrics.Fate fate, Throwable failure) {

        private static Result done(String entry, JournalMetrics.Fate fate) {
            return new Result(entry, fate, null);
        }

        private boolean isDone() {
            return failure == null;
        }
    }

    private final Vertx vertx;
    private final PostgresGateway postgres;
    private final Locks locks;
    private final ViewJournal journal;
    private final ViewService views;
    private final DedupWindows windows;
    private final CountingRoute route;
    private final ViewSwitch viewSwitch;
    private final JournalMetrics metrics;
    private final Duration lockTtl;

    JournalReplay(
            Vertx vertx,
            PostgresGateway postgres,
            Locks locks,
            SyncService syncs,
            ViewJournal journal,
            ViewService views,
            DedupWindows windows,
            CountingRoute route,
            ViewSwitch viewSwitch,
            JournalMetrics metrics,
            ViewSettings settings) {
        this.vertx = vertx;
        this.postgres = postgres;
        this.locks = locks;
        this.journal = journal;
        this.views = views;
        this.windows = windows;
        this.route = route;
        this.viewSwitch = viewSwitch;
        this.metrics = metrics;
        this.lockTtl = settings.syncLock();
        syncs.afterEach(this::afterSync);
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(BEAT.toMillis(), beat -> beat());
    }

    private void beat() {
        if (journal.mayHoldSome() && postgres.circuit().isClosed() && mayCount()) {
            RecoveredFailure.REPLAY_JOURNAL.attempt(replay());
        }
    }

    /** Also what a replica kept which is gone. Whoever waits for the sync does not wait for that. */
    private Uni<Void> afterSync(SyncRun run) {
        if (run.success() && mayCount()) {
            RecoveredFailure.REPLAY_JOURNAL.attempt(journal.size()
                    .chain(entries -> entries == 0 ? Uni.createFrom().voidItem() : replay()));
        }
        return Uni.createFrom().voidItem();
    }

    /** Not in place of Redis while the stores are brought in line: what waits can wait longer than readers do. */
    private boolean mayCount() {
        return route.session() != null || viewSwitch.isRedisUsed() && !viewSwitch.isOn();
    }

    /**
     * Counts what waits, and drops what nobody can count any more; not while another replica is at it.
     *
     * @return fails where some has to wait longer
     */
    Uni<Void> replay() {
        return locks.withLock(LockRequest.of(LOCK, lockTtl), lock -> replayAll().replaceWith(true))
                .replaceWithVoid();
    }

    private Uni<Void> replayAll() {
        journal.mayHoldSome(false);
        return Uni.createFrom().deferred(() -> replayAfter(0)).onFailure().invoke(() -> journal.mayHoldSome(true));
    }

    /** Page by page; after those that have to wait, so that one that fails each time keeps no others from being counted. */
    private Uni<Void> replayAfter(int waiting) {
        return journal.page(waiting, PAGE)
                .chain(page -> count(page).call(this::remove).chain(results -> {
                    List<Throwable> failures = results.stream()
                            .map(Result::failure)
                            .filter(Objects::nonNull)
                            .toList();
                    return goOn(waiting, page.size() == PAGE, failures);
                }));
    }

    /** A store that is unavailable is so for the next page too. */
    private Uni<Void> goOn(int waiting, boolean moreMayFollow, List<Throwable> failures) {
        Optional<Throwable> last = failures.stream()
                .filter(failure -> !moreMayFollow || failure instanceof StoreUnavailableException)
                .findFirst();
        if (last.isPresent()) {
            return Uni.createFrom().failure(last.get());
        }
        failures.forEach(RecoveredFailure.REPLAY_JOURNAL::record);
        return moreMayFollow
                ? replayAfter(waiting + failures.size())
                : Uni.createFrom().voidItem();
    }

    /** What became of entries, which are still there then. */
    Uni<List<Result>> count(List<String> entries) {
        return entries.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(entries.stream().map(this::count).toList()).andFailFast();
    }

    private Uni<Result> count(String text) {
        Optional<JournalEntry> entry = JournalEntry.parse(text);
        if (entry.isEmpty()) {
            return Uni.createFrom().item(Result.done(text, JournalMetrics.Fate.UNREADABLE));
        }
        return retentionOf(entry.get())
                .map(retention -> count(text, entry.get(), retention))
                .orElseGet(() -> Uni.createFrom().item(Result.done(text, JournalMetrics.Fate.LATE)));
    }

    /** Empty where the window is over, or is none that there can be. */
    private Optional<DedupRetention> retentionOf(JournalEntry entry) {
        try {
            return windows.held(entry.window());
        } catch (DateTimeException | ArithmeticException outOfRange) {
            return Optional.empty();
        }
    }

    private Uni<Result> count(String text, JournalEntry entry, DedupRetention retention) {
        return views.count(entry, retention)
                .map(outcome -> Result.done(
                        text,
                        outcome instanceof Outcome.Counted ? JournalMetrics.Fate.COUNTED : JournalMetrics.Fate.SEEN))
                .onFailure()
                .recoverWithItem(failure -> failure instanceof UnknownItemException
                        ? Result.done(text, JournalMetrics.Fate.MISSING)
                        : new Result(text, null, failure));
    }

    private Uni<Void> remove(List<Result> results) {
        List<Result> done = results.stream().filter(Result::isDone).toList();
        return journal.remove(done.stream().map(Result::entry).toList())
                .invoke(() -> metrics.replayed(done.stream().map(Result::fate).toList()));
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> measure() {
        return journal.size()
                .invoke(this::waiting)
                .plug(RecoveredFailure.MEASURE_BUFFER::ignore)
                .replaceWithVoid();
    }

    /** Also what a replica kept which is gone. */
    private void waiting(long entries) {
        metrics.waiting(entries);
        if (entries > 0) {
            journal.mayHoldSome(true);
        }
    }
}
