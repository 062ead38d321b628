package io.footfall.product.views;

import io.footfall.capability.cache.MissGuard;
import io.footfall.capability.ratelimit.LimitCheck;
import io.footfall.platform.redis.PartitionId;
import io.footfall.product.catalog.ItemId;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * One view on its way through a buffer: an item, or a chapter together with its story, which are counted in one atomic
 * step. Confined to its event loop.
 */
final class ViewOperation {

    /** What is counted. */
    enum Scope {
        /** The item alone. */
        ITEM,
        /** A chapter and the story that it belongs to. */
        CHAPTER_AND_STORY
    }

    private static final String ONLY_LOOK = "";

    /** Before the views that there are at least, where Postgres could not say how many it holds. */
    private static final String AT_LEAST = "~";

    private static final int MOST_LOOK_UPS = 2;

    /** An item of the operation with what is known of it so far. */
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

        /** The incarnation of the item that is meant. */
        String field() {
            return field;
        }

        /** The mark of the viewer, null where nobody is to be counted. */
        Long mark() {
            return mark;
        }

        /** Takes whether Redis is known to hold the mark. */
        void marked(boolean there) {
            isMarked = there;
        }

        /** What a script takes for the viewer: nothing where it only has to look. */
        String viewer() {
            return mark == null || isMarked ? ONLY_LOOK : Long.toString(mark);
        }

        String seed() {
            return seed;
        }

        /** Takes whether this counted, or was counted before. */
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
    private final Scope scope;
    private final DedupRetention retention;
    private final ViewerDigest viewer;
    private final Promise<Outcome> answer = Promise.promise();

    /** None until it is known where the item lies. */
    private final List<Entry> entries = new ArrayList<>(1);

    private LimitCheck check;
    private MissGuard guard = MissGuard.NONE;
    private int lookUps;
    private int foundWithoutRedis;
    private boolean mayBeJournalled;
    private Throwable lookUpFailure;

    private ViewOperation(
            ItemId item, PartitionIndex.Place place, Scope scope, DedupRetention retention, ViewerDigest viewer) {
        this.item = item;
        this.scope = scope;
        this.retention = retention;
        this.viewer = viewer;
        if (place != null) {
            place(place);
        }
    }

    /** Counts a view of an item that lies where the place says, or that has to be looked up where it is null. */
    static ViewOperation count(
            ItemId item, PartitionIndex.Place place, Scope scope, DedupRetention retention, ViewerDigest viewer) {
        return new ViewOperation(item, place, scope, retention, viewer);
    }

    /** Asks for an item's total and counts nothing. */
    static ViewOperation look(ItemId item, PartitionIndex.Place place, DedupRetention retention) {
        return new ViewOperation(item, place, Scope.ITEM, retention, null);
    }

    /** Counts only if the hit of the caller's rate limit passes; the call that counts may take it along. */
    ViewOperation limitedBy(CallerLimits limits) {
        check = limits.hit().orElse(null);
        guard = limits.guard();
        return this;
    }

    /** Has the view kept in the journal where nobody can tell whether there is such an item. */
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

    /** Admits and counts look-ups; not necessarily called on the context of the caller. */
    MissGuard guard() {
        return guard;
    }

    /** Whether a hit has to be counted with it. */
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
        if (scope == Scope.CHAPTER_AND_STORY && story != null) {
            entries.add(entry(ItemId.story(story.id()), story.incarnation(), story.id()));
        }
    }

    private Entry entry(ItemId named, int incarnation, String home) {
        String field = named.field(incarnation);
        return new Entry(named, field, viewer == null ? null : viewer.mark(field), PartitionId.of(home));
    }

    /** The items that it is known to count. */
    List<ItemId> items() {
        return isPlaced() ? entries.stream().map(Entry::item).toList() : List.of(item);
    }

    /**
     * Takes what Postgres knows of its items; what Redis starts from, should it ask, has to be looked up yet.
     *
     * @param place where the item lies
     */
    void found(PartitionIndex.Place place) {
        place(place);
        lookUpFailure = null;
        // Redis may be back when it asks; what is found again and again, and is not there to be counted, is given up.
        lookUps = foundWithoutRedis++ < MOST_LOOK_UPS ? 1 : MOST_LOOK_UPS;
    }

    /**
     * Takes what Postgres knows of its items, and what Redis starts from where it has no total of them.
     *
     * @param found the item itself, and whatever else was looked up with it
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
     * Takes what is known of its item although Postgres cannot be asked.
     *
     * @param place where the item lies
     * @param persisted how many views Postgres holds at least
     * @param answered the last total that was answered of an item, by its field
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

    /** What Redis starts from is to be looked up anew, should it ask. */
    void forgetSeeds() {
        entries.forEach(entry -> entry.seed = "");
        lookUps = Math.min(lookUps, 1);
    }

    /** Why its item could not be looked up; empty where it could, or was not. */
    Optional<Throwable> lookUpFailure() {
        return Optional.ofNullable(lookUpFailure);
    }

    /** Whether another look at the catalog may help; counts the looks. */
    boolean mayLookUp() {
        return lookUps++ < MOST_LOOK_UPS;
    }

    boolean isPlaced() {
        return !entries.isEmpty();
    }

    /** Whether this is a single item that nothing was looked up for, as nearly all are. */
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

    /** The incarnation of the item that is meant; once it is placed. */
    String field() {
        return entries.get(0).field();
    }

    /** Answers that the item was counted, or was before. */
    void complete(boolean firstView, Outcome.Total total, Source source) {
        answer.complete(firstView ? new Outcome.Counted(total, source, false) : new Outcome.Duplicate(total, source));
    }

    /**
     * Answers that Postgres counted the item.
     *
     * @param total what there is now
     * @param provisional whether a Redis that is away may hold the viewer already
     */
    void countedInPostgres(long total, boolean provisional) {
        answer.complete(new Outcome.Counted(Outcome.Total.exactly(total), Source.DATABASE, provisional));
    }

    /** Answers that the view waits in the journal. */
    void journalled() {
        answer.complete(new Outcome.Journalled());
    }

    /** Answers that the caller is over the rate limit. */
    void refuse() {
        answer.fail(check.exceeded());
    }

    Promise<Outcome> answer() {
        return answer;
    }
}
