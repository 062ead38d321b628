package io.footfall.platform.web;

import java.util.Set;

/**
 * A page as a caller asks for it.
 *
 * @param limit how many items it holds at most, 1 to 100
 * @param cursor where it begins, null for the first page
 */
public record PageRequest(int limit, String cursor) {

    /** Sizes that clients are expected to ask for: the default, and a few more. */
    private static final Set<Integer> USUAL_LIMITS = Set.of(10, Page.DEFAULT_LIMIT, 50, Page.LARGEST_LIMIT);

    /**
     * Whether the page is worth a place in Redis. Anybody can make up cursors, and each list in a hundred sizes, and Redis must not fill with
     * them.
     *
     * @return true for the first page in a usual size
     */
    public boolean isUsual() {
        return cursor == null && USUAL_LIMITS.contains(limit);
    }

    /**
     * Tells this page of a list from others.
     *
     * @return a text for keys of caches
     */
    public String key() {
        return cursor == null ? Integer.toString(limit) : limit + "|" + cursor;
    }
}
