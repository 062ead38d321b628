package io.footfall.product.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A story as the API shows it.
 *
 * @param id the id of the story
 * @param title the title; missing where a view created the story
 * @param authorId the author; missing where a view created the story
 * @param tags the tags
 * @param publishedAt when the story was published
 * @param readCount the persisted views in Postgres when the story was cached; the exact count is at {@code /views}
 * @param likeCount the number of users who like the story
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Story(
        @Schema(examples = "s1") String id,
        @Schema(examples = "The lighthouse keeper") String title,
        @Schema(examples = "ada") String authorId,
        @Schema(examples = "[\"sea\"]") List<String> tags,
        Instant publishedAt,

        @Schema(
                examples = "42",
                description = "Views that were synced when the story was cached; the exact count is at"
                        + " /api/stories/{id}/views")
        long readCount,

        @Schema(examples = "12", description = "Users who like it")
        long likeCount) {

    static Story of(StoryEntity row) {
        return new Story(
                row.id, row.title, row.authorId, List.of(row.tags), row.publishedAt, row.readCount, row.likeCount);
    }
}
