package io.footfall.views;

import java.util.Arrays;

/**
 * Marks that Redis was seen to hold, so that a view that comes again has only to look. Forgets the older one of two that share
 * a slot, and everything when another opening begins; a mark stays in Redis as long as its window. Confined to its event loop.
 */
final class SeenMarks {

    /** A power of two; half a megabyte. */
    private static final int SLOTS = 1 << 16;

    /** A slot that holds nothing; the one mark of this value is never held. */
    private static final long NOTHING = 0;

    private final long[] marks = new long[SLOTS];

    boolean holds(long mark) {
        return mark != NOTHING && marks[slotOf(mark)] == mark;
    }

    void add(long mark) {
        marks[slotOf(mark)] = mark;
    }

    void clear() {
        Arrays.fill(marks, NOTHING);
    }

    /** Marks are cut from a digest, so that any of their bits are as good as others. */
    private static int slotOf(long mark) {
        return (int) mark & SLOTS - 1;
    }
}
