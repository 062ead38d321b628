package io.footfall.views;

import io.footfall.cache.MissGuard;
import io.footfall.catalog.ItemId;
import io.footfall.identity.Viewer;
import io.footfall.ratelimit.Hit;
import io.footfall.redis.PartitionId;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * One view on its way through a buffer: an item, or a chapter together with its story, which are counted in one atomic
 * step. Confined to its event loop.
 */
final class CountOp {

    /** What is counted. */
    enum Scope {
        /** The item alone. */
        ITEM,
        /** A chapter and the story that it belongs to. */
        CHAPTER_AND_STORY
    }

    private static final String ONLY_LOOK = "";

    private static final int MOST_LOOK_UPS = 2;

    /** An item of the operation with what is known of it so far. */
    static final class Entry {
        private final ItemId item;
        private final Long mark;
        private PartitionId partition;
        private String seed = "";
        private boolean isMarked;
        private boolean isFirstView;

        private Entry(ItemId item, Long mark) {
            this.item = item;
            this.mark = mark;
        }

        private void liesAt(String home) {
            partition = PartitionId.of(home);
        }

        ItemId item() {
            return item;
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

    private final Retention retention;
    private final Salt salt;
    private final Viewer viewer;
    private final Promise<Outcome> answer = Promise.promise();
    private final List<Entry> entries = new ArrayList<>(1);
    private Hit hit;
    private MissGuard guard = MissGuard.NONE;
    private boolean storyWanted;
    private int lookUps;

    private CountOp(Retention retention, Salt salt, Viewer viewer, Scope scope) {
        this.retention = retention;
        this.salt = salt;
        this.viewer = viewer;
        this.storyWanted = scope == Scope.CHAPTER_AND_STORY;
    }

    /** Counts a view of an item that lies where the place says, or that has to be looked up where it is null. */
    static CountOp count(
            ItemId item, CatalogPlaces.Place place, Scope scope, Retention retention, Salt salt, Viewer viewer) {
        CountOp op = new CountOp(retention, salt, viewer, scope);
        op.entries.add(new Entry(item, op.markOf(item)));
        op.place(0, place);
        return op;
    }

    /** Asks for an item's total and counts nothing. */
    static CountOp look(ItemId item, CatalogPlaces.Place place, Retention retention) {
        CountOp op = new CountOp(retention, null, null, Scope.ITEM);
        op.entries.add(new Entry(item, null));
        op.place(0, place);
        return op;
    }

    /** Counts only if the hit of the caller's rate limit passes; the call that counts may take it along. */
    CountOp limitedBy(CallerLimits limits) {
        hit = limits.hit().orElse(null);
        guard = limits.guard();
        return this;
    }

    /** Admits and counts look-ups; not necessarily called on the context of the caller. */
    MissGuard guard() {
        return guard;
    }

    /** Whether a hit has to be counted with it. */
    boolean isCharged() {
        return hit != null && !hit.isDecided();
    }

    Hit hit() {
        return hit;
    }

    private Long markOf(ItemId item) {
        return salt.mark(item, viewer);
    }

    private void place(int entry, CatalogPlaces.Place place) {
        if (place == null) {
            return;
        }
        entries.get(entry).liesAt(place.home());
        if (storyWanted && place.storyId() != null) {
            ItemId story = ItemId.story(place.storyId());
            Entry ofStory = new Entry(story, markOf(story));
            ofStory.liesAt(place.storyId());
            entries.add(ofStory);
        }
        storyWanted = false;
    }

    /** Takes where an item of this operation lies; should Redis ask what to start from, that has to be looked up yet. */
    void found(int entry, CatalogPlaces.Place place) {
        place(entry, place);
        lookUps = 1;
    }

    /** Takes where an item of this operation lies, and what Redis starts from where it has no total of the item. */
    void found(int entry, CatalogPlaces.Place place, long persistedViews) {
        place(entry, place);
        entries.get(entry).seed = Long.toString(persistedViews);
    }

    /** What Redis starts from is to be looked up anew, should it ask. */
    void forgetSeeds() {
        entries.forEach(entry -> entry.seed = "");
        lookUps = Math.min(lookUps, 1);
    }

    /** Whether another look at the catalog may help; counts the looks. */
    boolean mayLookUp() {
        return lookUps++ < MOST_LOOK_UPS;
    }

    boolean isPlaced() {
        return entries.get(0).partition != null;
    }

    /** Whether this is a single item that nothing was looked up for, as nearly all are. */
    boolean isOneUnseeded() {
        return entries.size() == 1 && entries.get(0).seed.isEmpty();
    }

    Retention retention() {
        return retention;
    }

    List<Entry> entries() {
        return entries;
    }

    ItemId item() {
        return entries.get(0).item();
    }

    /** Answers that the item was counted, or was before. */
    void complete(boolean firstView, long total, Source source) {
        answer.complete(firstView ? new Outcome.Counted(total, source, false) : new Outcome.Duplicate(total, source));
    }

    /**
     * Answers that Postgres counted the item.
     *
     * @param total what there is now
     * @param provisional whether a Redis that is away may hold the viewer already
     */
    void countedInPostgres(long total, boolean provisional) {
        answer.complete(new Outcome.Counted(total, Source.DATABASE, provisional));
    }

    /** Answers that the caller is over the rate limit. */
    void refuse() {
        answer.fail(hit.exceeded());
    }

    Promise<Outcome> answer() {
        return answer;
    }
}
