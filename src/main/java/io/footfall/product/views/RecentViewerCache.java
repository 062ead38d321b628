package io.footfall.product.views;

/**
 * Marks that Redis was seen to hold, so that a view that comes again has only to look. Forgets the older one of two that share
 * a slot, and everything when another opening begins; a mark stays in Redis as long as its window. Grows with what it holds, up to half a megabyte.
 * Confined to its event loop.
 */
final class RecentViewerCache {

    /** Powers of two. */
    private static final int FEWEST_SLOTS = 1 << 8;

    private static final int MOST_SLOTS = 1 << 16;
    private static final int GROWTH = 4;
    private static final int SLOTS_OF_A_MARK = 16;

    /** A slot that holds nothing; the one mark of this value is never held. */
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

    /** Marks are cut from a digest, so that any of their bits are as good as others. */
    private int slotOf(long mark) {
        return (int) mark & marks.length - 1;
    }
}
