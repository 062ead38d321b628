package io.footfall.views;

import io.footfall.identity.Roles;
import io.footfall.web.LongOperations;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The sync on demand, for a platform's own scheduler. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operating", description = "Syncs and what waits for them")
@RolesAllowed({Roles.CRON, Roles.OPERATOR})
class SyncResource {

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
    public Uni<SyncReport> post() {
        return syncs.sync();
    }

    @GET
    @Path("/cron/sync-views")
    @Operation(
            operationId = "syncViewsByGet",
            summary = "Sync now, by GET",
            description = "The same for schedulers that can only GET.")
    @APIResponse(responseCode = "200", description = "What was done, or that another replica is at it")
    public Uni<SyncReport> get() {
        return syncs.sync();
    }
}
