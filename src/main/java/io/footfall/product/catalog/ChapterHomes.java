package io.footfall.product.catalog;

/** Chooses the home of a new chapter, which determines the partition of its views in Redis. */
public interface ChapterHomes {

    /**
     * Returns the home of a chapter that is being created.
     *
     * @param id the id of the chapter
     * @param storyId the story that the chapter is created in
     * @return the id whose hash chooses the chapter's partition, for the whole life of the chapter
     */
    String of(String id, String storyId);
}
