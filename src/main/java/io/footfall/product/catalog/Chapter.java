package io.footfall.product.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A chapter as the API shows it.
 *
 * @param id the id of the chapter
 * @param storyId the story that the chapter belongs to; missing where a view created the chapter
 * @param title the title; missing where a view created the chapter
 * @param position the position in the story; missing where a view created the chapter
 * @param readCount the persisted views in Postgres when the chapter was cached; the exact count is at {@code /views}
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Chapter(
        @Schema(examples = "c1") String id,
        @Schema(examples = "s1") String storyId,
        @Schema(examples = "Arrival") String title,
        @Schema(examples = "1") Integer position,

        @Schema(examples = "7", description = "Views that were synced; the exact count is at /api/chapters/{id}/views")
        long readCount) {

    static Chapter of(ChapterEntity row) {
        return new Chapter(row.id, row.storyId, row.title, row.position, row.readCount);
    }
}
