package io.footfall.product.catalog;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Pages as the description of the API shows them: cached answers are bytes, which say nothing of their form. */
interface Pages {

    /** A page of stories. */
    @Schema(name = "PageStory")
    record OfStories(
            List<Story> items, @Schema(nullable = true) String nextCursor) {}

    /** A page of chapters. */
    @Schema(name = "PageChapter")
    record OfChapters(
            List<Chapter> items, @Schema(nullable = true) String nextCursor) {}

    /** A page of likes. */
    @Schema(name = "PageLike")
    record OfLikes(
            List<Like> items, @Schema(nullable = true) String nextCursor) {}
}
