package io.footfall.views;

/** How many items got how many views. */
record BatchTotals(long stories, long chapters, long storyViews, long chapterViews) {

    static final BatchTotals NONE = new BatchTotals(0, 0, 0, 0);

    BatchTotals plus(BatchTotals other) {
        return new BatchTotals(
                stories + other.stories,
                chapters + other.chapters,
                storyViews + other.storyViews,
                chapterViews + other.chapterViews);
    }

    long views() {
        return storyViews + chapterViews;
    }
}
