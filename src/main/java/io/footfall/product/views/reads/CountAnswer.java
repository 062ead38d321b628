package io.footfall.product.views.reads;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The count of an item: the total, and its persisted and buffered views.
 *
 * @param storyId the id of the story; null for a chapter
 * @param chapterId the id of the chapter; null for a story
 * @param viewCount the total: persisted and buffered views
 * @param persistedViews the views that Postgres holds
 * @param bufferedViews the views that Postgres does not hold yet
 * @param lastSyncAt when the last sync ended; null before the first one
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CountAnswer(
        @Schema(examples = "s1") String storyId,
        String chapterId,

        @Schema(examples = "42", description = "persistedViews and bufferedViews")
        long viewCount,

        @Schema(examples = "40", description = "Views that Postgres holds")
        long persistedViews,

        @Schema(examples = "2", description = "Views that wait in Redis for the next sync")
        long bufferedViews,

        @Schema(description = "When the last sync ended; missing before the first")
        Instant lastSyncAt) {

    static CountAnswer of(ItemId item, long total, long persisted, Instant lastSyncAt) {
        boolean story = item.type() == ItemType.STORY;
        return new CountAnswer(
                story ? item.id() : null, story ? null : item.id(), total, persisted, total - persisted, lastSyncAt);
    }

    CountAnswer withTotal(long total) {
        return new CountAnswer(storyId, chapterId, total, persistedViews, total - persistedViews, lastSyncAt);
    }
}
