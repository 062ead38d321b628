package io.footfall.product.views.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.footfall.product.views.model.SyncRun;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The result of a sync, as the API returns it.
 *
 * @param success false if something failed, which the next sync retries
 * @param storiesProcessed the number of stories whose counts were changed
 * @param chaptersProcessed the number of chapters whose counts were changed
 * @param storyViewsAdded the views that were added to stories
 * @param chapterViewsAdded the views that were added to chapters
 * @param duration the duration in milliseconds
 * @param errors what failed, one sentence each; empty after a success
 * @param skipped why nothing was done; null if this replica ran the sync
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SyncReport(
        boolean success,

        @Schema(examples = "3", description = "Stories that got views")
        long storiesProcessed,

        @Schema(examples = "1", description = "Chapters that got views")
        long chaptersProcessed,

        @Schema(examples = "12") long storyViewsAdded,
        @Schema(examples = "2") long chapterViewsAdded,

        @Schema(examples = "17", description = "Milliseconds")
        long duration,

        @Schema(description = "What went wrong, a sentence each; it is tried again with the next sync")
        List<String> errors,

        @Schema(examples = "already running", description = "Why nothing was done, where another replica is at it")
        String skipped) {

    static SyncReport skipped(long durationMillis) {
        return new SyncReport(true, 0, 0, 0, 0, durationMillis, List.of(), "already running");
    }

    static SyncReport of(SyncRun run, List<String> errors) {
        return new SyncReport(
                run.success(),
                run.totals().stories(),
                run.totals().chapters(),
                run.totals().storyViews(),
                run.totals().chapterViews(),
                run.durationMillis(),
                errors,
                null);
    }
}
