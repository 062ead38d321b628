package io.footfall.product.views.ingest;

import io.footfall.capability.locks.LockRequest;
import io.footfall.capability.locks.Locks;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.platform.web.UnknownItemException;
import io.footfall.product.views.counting.ViewService;
import io.footfall.product.views.journal.JournalEntry;
import io.footfall.product.views.journal.JournalMetrics;
import io.footfall.product.views.journal.ViewJournal;
import io.footfall.product.views.model.CountingRoute;
import io.footfall.product.views.model.DedupRetention;
import io.footfall.product.views.model.DedupWindows;
import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.SyncRun;
import io.footfall.product.views.model.ViewSettings;
import io.footfall.product.views.model.ViewSwitch;
import io.footfall.product.views.sync.SyncService;
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
 * Counts the views of the journal when Postgres is available again, so that the existence of their items can be
 * checked. Each replica does so every two seconds if the journal may hold entries, and after each successful sync.
 *
 * <p>The entries of a page are counted like new views, and removed only after that. Each step may be repeated, may run
 * on two replicas at once, and may be interrupted by a crash: a viewer with a mark is not counted again. The lock only
 * keeps replicas from doing the same work twice.
 */
@Singleton
public final class JournalReplay {

    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final String LOCK = "footfall-journal";
    private static final int PAGE = 500;

    /** The result for an entry: a fate, or the failure because of which it stays in the journal. */
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

    /**
     * Creates an instance, and registers the replay that follows each successful sync.
     *
     * @param vertx provides the timer
     * @param postgres the gateway whose circuit shows whether Postgres is available
     * @param locks keeps replicas from doing the same work twice
     * @param syncs the syncs
     * @param journal the journal
     * @param views counts the views
     * @param windows finds out whether a window is over
     * @param route decides, with the switch, whether journalled views may be counted now
     * @param viewSwitch the switch for the Redis route
     * @param metrics the metrics of the journal
     * @param settings the lease of the lock
     */
    public JournalReplay(
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

    /**
     * Starts the timer that replays the journal every two seconds, if it may hold entries.
     *
     * @param event the start of the service
     */
    public void start(@Observes StartupEvent event) {
        vertx.setPeriodic(BEAT.toMillis(), beat -> beat());
    }

    private void beat() {
        if (journal.mayHoldSome() && postgres.circuit().isClosed() && mayCount()) {
            RecoveredFailure.REPLAY_JOURNAL.attempt(replay());
        }
    }

    /** Replays also entries of a replica that no longer runs. The sync does not wait for the replay. */
    private Uni<Void> afterSync(SyncRun run) {
        if (run.success() && mayCount()) {
            RecoveredFailure.REPLAY_JOURNAL.attempt(journal.size()
                    .chain(entries -> entries == 0 ? Uni.createFrom().voidItem() : replay()));
        }
        return Uni.createFrom().voidItem();
    }

    /**
     * Whether journalled views may be counted now: while the Redis route is open, or while it is switched off. They are
     * not counted in Postgres during an outage of Redis or a reconciliation, because they can wait longer than the
     * views of readers.
     */
    private boolean mayCount() {
        return route.session() != null || viewSwitch.isRedisUsed() && !viewSwitch.isOn();
    }

    /**
     * Counts the waiting entries, and removes those that can never be counted. Does nothing while another replica does
     * it.
     *
     * @return completes when all pages were tried; fails if a store is unavailable, or if an entry of the last page
     *     failed
     */
    Uni<Void> replay() {
        return locks.withLock(LockRequest.of(LOCK, lockTtl), lock -> replayAll().replaceWith(true))
                .replaceWithVoid();
    }

    private Uni<Void> replayAll() {
        journal.mayHoldSome(false);
        return Uni.createFrom().deferred(() -> replayAfter(0)).onFailure().invoke(() -> journal.mayHoldSome(true));
    }

    /**
     * Counts page by page, and skips the entries that failed, so that an entry that always fails does not block the
     * others.
     */
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

    /** Stops if a store is unavailable, because the next page would fail too. */
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

    /** Counts entries and returns the results. The entries stay in the journal. */
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

    /** Empty if the window is over, or if its label is out of range. */
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

    /** Sets the metric, and notes that there are entries, also those of a replica that no longer runs. */
    private void waiting(long entries) {
        metrics.waiting(entries);
        if (entries > 0) {
            journal.mayHoldSome(true);
        }
    }
}
