package io.footfall.product.views.counting;

/**
 * A cache of dedup marks that are known to be in Redis, so that a repeated view only needs to read the total. If two
 * marks share a slot, the later one overwrites the earlier one. All marks are discarded when another Redis session
 * begins. A cached mark cannot be stale otherwise, because Redis keeps a mark until its dedup window expires. The cache
 * grows with the number of marks, up to half a megabyte. Confined to its event loop.
 */
final class RecentViewerCache {

    /** Numbers of slots must be powers of two, because {@link #slotOf} masks bits. */
    private static final int FEWEST_SLOTS = 1 << 8;

    private static final int MOST_SLOTS = 1 << 16;
    private static final int GROWTH = 4;
    private static final int SLOTS_OF_A_MARK = 16;

    /** The value of an empty slot. A mark with this value is never cached. */
    private static final long NOTHING = 0;

    private long[] marks = new long[FEWEST_SLOTS];
    private int added;

    boolean holds(long mark) {
        return mark != NOTHING && marks[slotOf(mark)] == mark;
    }

    void add(long mark) {
        if (++added > marks.length / SLOTS_OF_A_MARK && marks.length < MOST_SLOTS) {
            grow();
        }
        marks[slotOf(mark)] = mark;
    }

    private void grow() {
        long[] before = marks;
        marks = new long[before.length * GROWTH];
        for (long mark : before) {
            if (mark != NOTHING) {
                marks[slotOf(mark)] = mark;
            }
        }
    }

    void clear() {
        marks = new long[FEWEST_SLOTS];
        added = 0;
    }

    /**
     * Returns the slot of a mark: its lowest bits. Marks are hash values, so all of their bits are equally well
     * distributed.
     */
    private int slotOf(long mark) {
        return (int) mark & marks.length - 1;
    }
}
