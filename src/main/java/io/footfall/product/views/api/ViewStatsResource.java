package io.footfall.product.views.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.redis.PartitionId;
import io.footfall.product.views.model.SyncRun;
import io.footfall.product.views.model.SyncTotals;
import io.footfall.product.views.sync.SyncBatch;
import io.footfall.product.views.sync.SyncBuffer;
import io.footfall.product.views.sync.SyncService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The HTTP resource for the buffered views and the last sync. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operating")
class ViewStatsResource {

    /** The buffered views and the last sync, which is null before the first one. */
    record ViewStats(
            @Schema(examples = "3") long bufferedStories,
            @Schema(examples = "1") long bufferedChapters,
            @Schema(examples = "14") long totalBufferedViews,
            @Schema(nullable = true) LastSync lastSync) {}

    /** The last completed sync of any replica. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LastSync(
            Instant at,
            boolean success,
            long storiesProcessed,
            long chaptersProcessed,
            long storyViewsAdded,
            long chapterViewsAdded,
            @Schema(description = "Milliseconds") long duration) {

        static LastSync of(SyncRun run) {
            return new LastSync(
                    run.finishedAt(),
                    run.success(),
                    run.totals().stories(),
                    run.totals().chapters(),
                    run.totals().storyViews(),
                    run.totals().chapterViews(),
                    run.durationMillis());
        }
    }

    private final SyncBuffer buffer;
    private final SyncService syncs;

    ViewStatsResource(SyncBuffer buffer, SyncService syncs) {
        this.buffer = buffer;
        this.syncs = syncs;
    }

    @GET
    @Path("/admin/view-stats")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            summary = "Read what is buffered",
            description = "Items and views that wait in Redis, and the last sync.")
    @APIResponse(responseCode = "200", description = "The buffer and the last sync")
    public Uni<ViewStats> stats() {
        return Multi.createFrom()
                .iterable(PartitionId.all())
                .onItem()
                .transformToUniAndConcatenate(buffer::waiting)
                .map(SyncBatch::totals)
                .collect()
                .with(Collectors.reducing(SyncTotals.NONE, SyncTotals::plus))
                .chain(waiting -> syncs.lastRun().map(run -> stats(waiting, run)));
    }

    private static ViewStats stats(SyncTotals waiting, Optional<SyncRun> run) {
        return new ViewStats(
                waiting.stories(),
                waiting.chapters(),
                waiting.views(),
                run.map(LastSync::of).orElse(null));
    }
}
