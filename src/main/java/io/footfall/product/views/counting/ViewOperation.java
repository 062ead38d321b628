package io.footfall.product.views.counting;

import io.footfall.capability.cache.MissGuard;
import io.footfall.capability.ratelimit.LimitCheck;
import io.footfall.platform.redis.PartitionId;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.journal.JournalEntry;
import io.footfall.product.views.model.CatalogLookup;
import io.footfall.product.views.model.DedupRetention;
import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.PartitionIndex;
import io.footfall.product.views.model.Source;
import io.footfall.product.views.model.ViewScope;
import io.footfall.product.views.model.ViewerDigest;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * One view in a buffer: of an item, or of a chapter together with its story, which are counted in one atomic step.
 * Confined to its event loop.
 */
public final class ViewOperation {

    private static final String ONLY_LOOK = "";

    /** The prefix of a seed that is a lower bound, because Postgres could not report how many views it holds. */
    private static final String AT_LEAST = "~";

    private static final int MOST_LOOK_UPS = 2;

    /** An item of the operation, with what is known about it so far. */
    static final class Entry {
        private final ItemId item;
        private final String field;
        private final Long mark;
        private final PartitionId partition;
        private String seed = "";
        private boolean isMarked;
        private boolean isFirstView;

        private Entry(ItemId item, String field, Long mark, PartitionId partition) {
            this.item = item;
            this.field = field;
            this.mark = mark;
            this.partition = partition;
        }

        ItemId item() {
            return item;
        }

        /** Returns the field of the item, which names its incarnation. */
        String field() {
            return field;
        }

        /** Returns the viewer's dedup mark; null if no view is counted. */
        Long mark() {
            return mark;
        }

        /** Sets whether Redis is known to hold the mark. */
        void marked(boolean there) {
            isMarked = there;
        }

        /** Returns the viewer argument of the script: empty if the script only has to read the total. */
        String viewer() {
            return mark == null || isMarked ? ONLY_LOOK : Long.toString(mark);
        }

        String seed() {
            return seed;
        }

        /** Sets whether the view was a first view or a duplicate. */
        void answered(boolean firstView) {
            isFirstView = firstView;
        }

        boolean isFirstView() {
            return isFirstView;
        }

        PartitionId partition() {
            return partition;
        }
    }

    private final ItemId item;
    private final ViewScope scope;
    private final DedupRetention retention;
    private final ViewerDigest viewer;
    private final Promise<Outcome> answer = Promise.promise();

    /** Empty until the item's place is known. */
    private final List<Entry> entries = new ArrayList<>(1);

    private LimitCheck check;
    private MissGuard guard = MissGuard.NONE;
    private int lookUps;
    private int foundWithoutRedis;
    private boolean mayBeJournalled;
    private Throwable lookUpFailure;

    private ViewOperation(
            ItemId item, PartitionIndex.Place place, ViewScope scope, DedupRetention retention, ViewerDigest viewer) {
        this.item = item;
        this.scope = scope;
        this.retention = retention;
        this.viewer = viewer;
        if (place != null) {
            place(place);
        }
    }

    /**
     * Creates an operation that counts a view.
     *
     * @param item the viewed item
     * @param place the item's place; null if it has to be looked up
     * @param scope whether the story of a chapter is counted too
     * @param retention the dedup window, and until when its marks are kept
     * @param viewer the viewer's digest, by the salt of that window
     * @return the operation
     */
    public static ViewOperation count(
            ItemId item, PartitionIndex.Place place, ViewScope scope, DedupRetention retention, ViewerDigest viewer) {
        return new ViewOperation(item, place, scope, retention, viewer);
    }

    /**
     * Creates an operation that reads an item's total and counts nothing.
     *
     * @param item the item
     * @param place the item's place; null if it has to be looked up
     * @param retention the present dedup window, so that the operation can join a batch of views
     * @return the operation
     */
    public static ViewOperation look(ItemId item, PartitionIndex.Place place, DedupRetention retention) {
        return new ViewOperation(item, place, ViewScope.ITEM, retention, null);
    }

    /** Requires that the caller's rate limit check is allowed. The counting call may carry the check. */
    ViewOperation limitedBy(CallerLimits limits) {
        check = limits.hit().orElse(null);
        guard = limits.guard();
        return this;
    }

    /** Keeps the view in the journal if it is unknown whether the item exists. */
    ViewOperation orJournalled() {
        mayBeJournalled = true;
        return this;
    }

    boolean mayBeJournalled() {
        return mayBeJournalled;
    }

    JournalEntry journalEntry() {
        return new JournalEntry(item, scope, retention.window(), viewer);
    }

    /**
     * Returns the guard that admits and counts look-ups. It may be called on another context than that of the caller.
     */
    MissGuard guard() {
        return guard;
    }

    /** Whether a rate limit check has to be counted with the operation. */
    boolean isCharged() {
        return check != null && !check.isDecided();
    }

    LimitCheck hit() {
        return check;
    }

    private void place(PartitionIndex.Place place) {
        entries.clear();
        entries.add(entry(item, place.incarnation(), place.home()));
        PartitionIndex.Story story = place.story();
        if (scope == ViewScope.CHAPTER_AND_STORY && story != null) {
            entries.add(entry(ItemId.story(story.id()), story.incarnation(), story.id()));
        }
    }

    private Entry entry(ItemId named, int incarnation, String home) {
        String field = named.field(incarnation);
        return new Entry(named, field, viewer == null ? null : viewer.mark(field), PartitionId.of(home));
    }

    /** Returns the items that the operation counts, as far as they are known. */
    List<ItemId> items() {
        return isPlaced() ? entries.stream().map(Entry::item).toList() : List.of(item);
    }

    /**
     * Sets what Postgres knows of the items, without seeds for Redis. If Redis needs a seed, another look-up follows.
     *
     * @param place the item's place
     */
    void found(PartitionIndex.Place place) {
        place(place);
        lookUpFailure = null;
        // Redis may be available when the operation is counted, and then needs a seed: allow one more look-up. Give up
        // an item that is found repeatedly and still cannot be counted.
        lookUps = foundWithoutRedis++ < MOST_LOOK_UPS ? 1 : MOST_LOOK_UPS;
    }

    /**
     * Sets what Postgres knows of the items, and the seeds for Redis where it has no total of them.
     *
     * @param found the item itself, and other items of the same look-up
     */
    void found(Map<ItemId, CatalogLookup> found) {
        place(found.get(item).place());
        lookUpFailure = null;
        for (Entry entry : entries) {
            CatalogLookup known = found.get(entry.item());
            if (known != null && known.field().equals(entry.field())) {
                entry.seed = Long.toString(known.persistedViews());
            }
        }
    }

    /**
     * Sets what is known of the item although Postgres is unavailable.
     *
     * @param place the item's place
     * @param persisted a lower bound of the views that Postgres holds
     * @param answered returns the last total that was returned for an item, by the item's field
     * @param failure why Postgres could not be asked
     */
    void foundWithoutPostgres(
            PartitionIndex.Place place, long persisted, ToLongFunction<String> answered, Throwable failure) {
        place(place);
        lookUpFailure = failure;
        for (Entry entry : entries) {
            long least = answered.applyAsLong(entry.field());
            entry.seed = AT_LEAST + (entry.item().equals(item) ? Math.max(least, persisted) : least);
        }
    }

    /** Discards the seeds. If Redis needs a seed, another look-up follows. */
    void forgetSeeds() {
        entries.forEach(entry -> entry.seed = "");
        lookUps = Math.min(lookUps, 1);
    }

    /** Returns why the item could not be looked up; empty if it was looked up successfully, or not at all. */
    Optional<Throwable> lookUpFailure() {
        return Optional.ofNullable(lookUpFailure);
    }

    /** Whether another look-up in the catalog may help. Counts the look-ups. */
    boolean mayLookUp() {
        return lookUps++ < MOST_LOOK_UPS;
    }

    boolean isPlaced() {
        return !entries.isEmpty();
    }

    /** Whether this is a single item without a seed, as nearly all operations are. */
    boolean isOneUnseeded() {
        return entries.size() == 1 && entries.get(0).seed.isEmpty();
    }

    DedupRetention retention() {
        return retention;
    }

    List<Entry> entries() {
        return entries;
    }

    ItemId item() {
        return item;
    }

    /** Returns the field of the item, which names its incarnation. Requires that the operation is placed. */
    String field() {
        return entries.get(0).field();
    }

    /** Completes the operation: the item was counted, now or before. */
    void complete(boolean firstView, Outcome.Total total, Source source) {
        answer.complete(firstView ? new Outcome.Counted(total, source, false) : new Outcome.Duplicate(total, source));
    }

    /**
     * Completes the operation: Postgres counted the item.
     *
     * @param total the item's total now
     * @param provisional whether Redis, which is unavailable, may hold the viewer already
     */
    void countedInPostgres(long total, boolean provisional) {
        answer.complete(new Outcome.Counted(Outcome.Total.exactly(total), Source.DATABASE, provisional));
    }

    /** Completes the operation: the view is kept in the journal. */
    void journalled() {
        answer.complete(new Outcome.Journalled());
    }

    /** Fails the operation: the caller exceeded the rate limit. */
    void refuse() {
        answer.fail(check.exceeded());
    }

    /**
     * Returns the promise of the outcome.
     *
     * @return completes on the event loop of the buffer, once; fails with {@code UnknownItemException} if the item does
     *     not exist, with {@code RateLimitExceededException} if a limit of the caller is exceeded, and with
     *     {@code StoreUnavailableException} if no store can count the view or the buffer is full
     */
    public Promise<Outcome> answer() {
        return answer;
    }
}
