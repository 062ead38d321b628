package io.footfall.product.admin;

import io.footfall.platform.identity.Roles;
import io.footfall.platform.web.LongOperations;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.GET;
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

/** The stream of live metrics for operators. */
@Path("/api/admin/live")
@RolesAllowed(Roles.OPERATOR)
@Tag(name = "Operating")
class LiveResource {

    private final DashboardClients clients;

    LiveResource(DashboardClients clients) {
        this.clients = clients;
    }

    static void takesLong(@Observes LongOperations operations) {
        operations.add("/api/admin/live");
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            summary = "Watch what happens",
            description =
                    "Server-sent events: `figures` at once and then each second, with the JSON below; `course` once, views per"
                            + " second of the last five minutes as an array of `at`, `scope`, `first` and `repeat`. Rates are of"
                            + " the whole platform; of the replica that answers alone while Redis is away, which `scope`"
                            + " tells. A stream whose client does not read is ended.")
    @APIResponse(
            responseCode = "200",
            description = "Events until somebody ends it; each figures event carries this",
            content = @Content(schema = @Schema(implementation = DashboardSnapshot.class)))
    @APIResponse(responseCode = "503", description = "This replica takes no more watchers")
    public Uni<RestResponse<DashboardClient>> live() {
        return clients.open().map(LiveResource::answer);
    }

    /** Builds the response. The headers stop caches and buffering proxies from holding events back. */
    private static RestResponse<DashboardClient> answer(DashboardClient client) {
        return RestResponse.ResponseBuilder.ok(client)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Accel-Buffering", "no")
                .build();
    }
}
