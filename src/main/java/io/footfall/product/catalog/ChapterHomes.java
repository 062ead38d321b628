package io.footfall.product.catalog;

/** Decides where the views of a new chapter lie. */
public interface ChapterHomes {

    /**
     * The home of a chapter that is created.
     *
     * @param id the chapter's id
     * @param storyId the story that it is created in
     * @return the id whose hash chooses the chapter's partition, for as long as it lives
     */
    String of(String id, String storyId);
}
