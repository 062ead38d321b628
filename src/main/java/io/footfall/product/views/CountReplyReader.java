package io.footfall.product.views;

import io.vertx.redis.client.Response;

/** What {@code count.lua} answers of the entries of a call: one after the other, beginning with the first. */
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
     * The answers of a call.
     *
     * @param answers what the script answered
     * @param at index of the first of its two texts
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

    /** Whether the viewer was counted, now or before, or only looked. */
    boolean isKnown() {
        return isFirstView() || status() == SEEN || status() == APPROXIMATE_SEEN;
    }

    /** Whether the total is no more than there is, and may be less. */
    boolean isApproximate() {
        return status() == APPROXIMATE_FIRST_VIEW || status() == APPROXIMATE_SEEN;
    }

    boolean isOverLimit() {
        return status() == OVER_LIMIT;
    }

    /** The item's total, this view included. */
    long total() {
        return Long.parseLong(totals[entry]) + (isFirstView() ? 1 : 0);
    }

    /** Goes on to the next entry. */
    void next() {
        entry++;
    }
}
