package io.footfall.product.views.counting;

import io.vertx.redis.client.Response;

/** Reads the reply of {@code count.lua} for a call, one entry after the other, beginning with the first. */
final class CountReplyReader {

    private static final char FIRST_VIEW = '1';
    private static final char SEEN = '0';
    private static final char APPROXIMATE_FIRST_VIEW = 'A';
    private static final char APPROXIMATE_SEEN = 'a';
    private static final char OVER_LIMIT = 'r';
    private static final String END_OF_TOTAL = " ";

    private final String statuses;
    private final String[] totals;
    private int entry;

    /**
     * Creates a reader that is at the first entry.
     *
     * @param answers the reply of the script
     * @param at index of the first of the two texts in the reply: the status letters, and after them the totals
     */
    CountReplyReader(Response answers, int at) {
        this.statuses = answers.get(at).toString();
        this.totals = answers.get(at + 1).toString().split(END_OF_TOTAL);
    }

    private char status() {
        return statuses.charAt(entry);
    }

    boolean isFirstView() {
        return status() == FIRST_VIEW || status() == APPROXIMATE_FIRST_VIEW;
    }

    /** Whether Redis knows the item: the viewer was counted now or before, or the operation only read the total. */
    boolean isKnown() {
        return isFirstView() || status() == SEEN || status() == APPROXIMATE_SEEN;
    }

    /** Whether the total is a lower bound. */
    boolean isApproximate() {
        return status() == APPROXIMATE_FIRST_VIEW || status() == APPROXIMATE_SEEN;
    }

    boolean isOverLimit() {
        return status() == OVER_LIMIT;
    }

    /** The total of the item, including this view. */
    long total() {
        return Long.parseLong(totals[entry]) + (isFirstView() ? 1 : 0);
    }

    /** Moves to the next entry. */
    void next() {
        entry++;
    }
}
