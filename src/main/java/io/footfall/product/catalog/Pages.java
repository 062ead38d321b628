package io.footfall.product.catalog;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Schemas of pages for the OpenAPI document: the endpoints return cached responses as bytes, which have no schema. */
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
