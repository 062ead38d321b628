package io.footfall.product.views.model;

/**
 * The numbers of items and of their views in a sync.
 *
 * @param stories the number of stories
 * @param chapters the number of chapters
 * @param storyViews the views of these stories; negative if more views were reverted than added
 * @param chapterViews the views of these chapters; negative if more views were reverted than added
 */
public record SyncTotals(long stories, long chapters, long storyViews, long chapterViews) {

    /** No items and no views. */
    public static final SyncTotals NONE = new SyncTotals(0, 0, 0, 0);

    /**
     * Returns the sum of both.
     *
     * @param other the numbers to add
     * @return the sum of each of the four numbers
     */
    public SyncTotals plus(SyncTotals other) {
        return new SyncTotals(
                stories + other.stories,
                chapters + other.chapters,
                storyViews + other.storyViews,
                chapterViews + other.chapterViews);
    }

    /**
     * Returns the views of stories and chapters together.
     *
     * @return the number of views; negative if more views were reverted than added
     */
    public long views() {
        return storyViews + chapterViews;
    }
}
