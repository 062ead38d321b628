package io.footfall.platform.web;

import java.util.Set;

/**
 * The page that a caller requests.
 *
 * @param limit maximum number of items, 1 to 100
 * @param cursor position after which the page begins; null for the first page
 */
public record PageRequest(int limit, String cursor) {

    /** Page sizes that clients are expected to use. */
    private static final Set<Integer> USUAL_LIMITS = Set.of(10, Page.DEFAULT_LIMIT, 50, Page.LARGEST_LIMIT);

    /**
     * Whether the page may be cached in Redis. Only the first page in a usual size is cached: callers can send any
     * cursor and 100 different sizes for each list, and such pages must not fill Redis.
     *
     * @return true for the first page in a usual size
     */
    public boolean isUsual() {
        return cursor == null && USUAL_LIMITS.contains(limit);
    }

    /**
     * Returns a text that identifies this page among the pages of a list.
     *
     * @return a part of a cache key
     */
    public String key() {
        return cursor == null ? Integer.toString(limit) : limit + "|" + cursor;
    }
}
