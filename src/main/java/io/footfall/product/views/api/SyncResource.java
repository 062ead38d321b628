package io.footfall.product.views.api;

import io.footfall.platform.identity.Roles;
import io.footfall.platform.web.LongOperations;
import io.footfall.product.views.sync.SyncReport;
import io.footfall.product.views.sync.SyncService;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Runs a sync on demand, for a platform's own scheduler. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operating", description = "Syncs and what waits for them")
@RolesAllowed({Roles.CRON, Roles.OPERATOR})
class SyncResource {

    private static final int RETRY_AFTER_SECONDS = 5;

    private final SyncService syncs;

    SyncResource(SyncService syncs) {
        this.syncs = syncs;
    }

    static void takesLong(@Observes LongOperations operations) {
        operations.add("/api/cron/sync-views");
    }

    @POST
    @Path("/cron/sync-views")
    @Operation(
            operationId = "syncViews",
            summary = "Sync now",
            description = "Adds buffered views to Postgres, each once.")
    @APIResponse(responseCode = "200", description = "What was done, or that another replica is at it")
    @APIResponse(
            responseCode = "503",
            description = "Not all could be done; the answer says what was, and what went wrong",
            content = @Content(schema = @Schema(implementation = SyncReport.class)))
    public Uni<RestResponse<SyncReport>> post() {
        return syncs.sync().map(SyncResource::answer);
    }

    /** A failed sync returns 503, for schedulers that only check the status, as {@code curl -f} does. */
    private static RestResponse<SyncReport> answer(SyncReport report) {
        return report.success()
                ? RestResponse.ok(report)
                : RestResponse.ResponseBuilder.create(RestResponse.Status.SERVICE_UNAVAILABLE, report)
                        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                        .build();
    }

    @GET
    @Path("/cron/sync-views")
    @Operation(
            operationId = "syncViewsByGet",
            summary = "Sync now, by GET",
            description = "The same for schedulers that can only GET.")
    @APIResponse(responseCode = "200", description = "What was done, or that another replica is at it")
    @APIResponse(
            responseCode = "503",
            description = "Not all could be done; the answer says what was, and what went wrong",
            content = @Content(schema = @Schema(implementation = SyncReport.class)))
    public Uni<RestResponse<SyncReport>> get() {
        return post();
    }
}
