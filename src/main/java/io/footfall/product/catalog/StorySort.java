package io.footfall.product.catalog;

import java.util.Locale;

/** The sort orders of a list of stories, all descending. */
enum StorySort {
    /** By time of publication. */
    RECENT,
    /** By persisted views. */
    VIEWS,
    /** By persisted views weighed against age; the formula is in {@link StoryListing}. */
    TRENDING;

    static StorySort of(String word) {
        for (StorySort sort : values()) {
            if (sort.name().toLowerCase(Locale.ROOT).equals(word)) {
                return sort;
            }
        }
        throw StoryListing.unknownSort();
    }
}
