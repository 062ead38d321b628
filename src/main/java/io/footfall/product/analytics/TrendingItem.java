package io.footfall.product.analytics;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.footfall.product.catalog.ItemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A trending item as the API shows it.
 *
 * @param storyId the story, or the story of the chapter where it is known
 * @param chapterId the chapter; missing for a story
 * @param title the title of the item; missing where it has none
 * @param authorId the author; missing where unknown
 * @param score the decayed sum of the item's views now, rounded to three decimal places
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrendingItem(
        @Schema(examples = "s1") String storyId,
        @Schema(examples = "c1") String chapterId,
        @Schema(examples = "The Sea") String title,
        @Schema(examples = "ada") String authorId,

        @Schema(
                examples = "12.3",
                description = "What its views are worth now: about its views within the window, where they come evenly")
        double score) {

    private static final double ROUNDED = 1_000;

    static TrendingItem of(ItemType type, Row row, Map<String, ScoredItem> scores) {
        String id = row.getString("id");
        return new TrendingItem(
                row.getString("story_id"),
                type == ItemType.CHAPTER ? id : null,
                row.getString("title"),
                row.getString("author_id"),
                Math.round(scores.get(id).score() * ROUNDED) / ROUNDED);
    }
}
