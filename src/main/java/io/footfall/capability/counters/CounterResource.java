package io.footfall.capability.counters;

import io.footfall.capability.idempotency.IdempotencyKeys;
import io.footfall.capability.idempotency.Idempotent;
import io.footfall.capability.scores.Scores;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.web.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** HTTP endpoints of counters, for other services. */
@Path("/api/counters/{name}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SERVICE)
@Tag(name = "Counters and leaderboards", description = "Numbers in Redis that Postgres keeps")
class CounterResource {

    private final Counters counters;
    private final IdempotencyKeys keys;

    CounterResource(Counters counters, IdempotencyKeys keys) {
        this.counters = counters;
        this.keys = keys;
    }

    /** Request body with the amount to add. */
    record Increment(
            @Schema(
                    description = "A whole number up to 9007199254740991, or less than zero; 1 where nothing is said",
                    examples = "1")
            Long by) {

        private double checked() {
            return by == null ? 1 : Scores.check("by", by);
        }
    }

    @POST
    @Path("/increment")
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Operation(
            summary = "Add to a counter",
            description =
                    "Those who add at the same time all count. Not idempotent by itself: with `Idempotency-Key` it is.")
    @APIResponse(responseCode = "200", description = "What it stands at now")
    public Uni<NamedCounter> increment(
            @Parameter(example = "downloads") @RestPath String name,
            Increment body,
            @Context HttpServerRequest request) {
        String counter = Ids.check("name", name);
        double by = (body == null ? new Increment(null) : body).checked();
        return keys.of(request).chain(key -> counters.add(counter, by, key));
    }

    @POST
    @Path("/reset")
    @Operation(
            summary = "Reset a counter",
            description =
                    "It stands at 0 afterwards; nobody's addition is lost in between. Under an `Idempotency-Key` it is reset once, and the answer is the same.")
    @APIResponse(responseCode = "200", description = "What it stood at")
    public Uni<NamedCounter> reset(
            @Parameter(example = "downloads") @RestPath String name, @Context HttpServerRequest request) {
        String counter = Ids.check("name", name);
        return keys.of(request).chain(key -> counters.reset(counter, key));
    }

    @GET
    @Operation(summary = "Read a counter", description = "One that nobody added to stands at 0.")
    @APIResponse(responseCode = "200", description = "What it stands at")
    public Uni<NamedCounter> read(@Parameter(example = "downloads") @RestPath String name) {
        return counters.read(Ids.check("name", name));
    }
}
