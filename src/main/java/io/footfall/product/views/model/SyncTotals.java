package io.footfall.product.views.model;

/** The numbers of items and of their views in a sync. */
public record SyncTotals(long stories, long chapters, long storyViews, long chapterViews) {

    public static final SyncTotals NONE = new SyncTotals(0, 0, 0, 0);

    public SyncTotals plus(SyncTotals other) {
        return new SyncTotals(
                stories + other.stories,
                chapters + other.chapters,
                storyViews + other.storyViews,
                chapterViews + other.chapterViews);
    }

    public long views() {
        return storyViews + chapterViews;
    }
}
