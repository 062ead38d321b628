package io.footfall.platform.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A resource with a constant response and no other work: the baseline that load tests compare the API with. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operating")
class PingResource {

    record Pong(String service, boolean ok) {}

    private static final Pong PONG = new Pong("footfall", true);

    @GET
    @Path("/ping")
    @Operation(summary = "Answer a constant", description = "Asks no store; the yardstick of load tests.")
    @APIResponse(responseCode = "200", description = "Always the same")
    public Pong ping() {
        return PONG;
    }
}
