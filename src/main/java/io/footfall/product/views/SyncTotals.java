package io.footfall.product.views;

/** How many items got how many views. */
record SyncTotals(long stories, long chapters, long storyViews, long chapterViews) {

    static final SyncTotals NONE = new SyncTotals(0, 0, 0, 0);

    SyncTotals plus(SyncTotals other) {
        return new SyncTotals(
                stories + other.stories,
                chapters + other.chapters,
                storyViews + other.storyViews,
                chapterViews + other.chapterViews);
    }

    long views() {
        return storyViews + chapterViews;
    }
}
