package io.footfall.product.catalog;

import java.util.Locale;

/** Orders of a list of stories, each from the largest to the smallest. */
enum StorySort {
    /** By time of publication. */
    RECENT,
    /** By synced views. */
    VIEWS,
    /** By views weighed against age. */
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
