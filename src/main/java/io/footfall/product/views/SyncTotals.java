package io.footfall.product.views;

/** The numbers of items and of their views in a sync. */
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
