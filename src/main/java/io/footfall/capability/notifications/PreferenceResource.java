package io.footfall.capability.notifications;

import io.footfall.capability.cache.CacheAnswers;
import io.footfall.capability.ratelimit.RateLimited;
import io.footfall.platform.identity.Caller;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.identity.Viewers;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.UserIds;
import io.quarkus.security.ForbiddenException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** HTTP endpoints for the notification preferences of a user. Accessible to that user and to services. */
@Path("/api/users/{id}/preferences")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.READER, Roles.SERVICE})
@Tag(name = "Notifications")
class PreferenceResource {

    private final PreferenceStore preferences;
    private final Viewers viewers;

    PreferenceResource(PreferenceStore preferences, Viewers viewers) {
        this.preferences = preferences;
        this.viewers = viewers;
    }

    private Uni<Caller> allowed(HttpServerRequest request, String userId) {
        return viewers.callerOf(request).invoke(caller -> {
            if (!caller.isService() && !userId.equals(caller.name())) {
                throw new ForbiddenException();
            }
        });
    }

    @GET
    @RateLimited("api")
    @Operation(
            summary = "Read a user's preferences",
            description = "A user who never wrote any wants everything, at any time.")
    @APIResponse(
            responseCode = "200",
            description = "The preferences",
            content = @Content(schema = @Schema(implementation = Preferences.class)))
    @APIResponse(responseCode = "429", description = "Over the limit of the policy api")
    public Uni<RestResponse<byte[]>> read(
            @Parameter(example = "u1", schema = @Schema(pattern = UserIds.PATTERN)) @RestPath String id,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @Context HttpServerRequest request) {
        UserIds.check("id", id);
        return allowed(request, id)
                .chain(() -> preferences.of(id))
                .map(cached -> CacheAnswers.of(cached, ifNoneMatch, CacheAnswers.Audience.CALLER));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RateLimited("api")
    @Operation(
            summary = "Write a user's preferences",
            description =
                    "All of them. They count for what is delivered from now on, also for what was scheduled before.")
    @APIResponse(responseCode = "200", description = "The preferences as they are now")
    @APIResponse(responseCode = "429", description = "Over the limit of the policy api")
    public Uni<Preferences> write(
            @Parameter(example = "u1", schema = @Schema(pattern = UserIds.PATTERN)) @RestPath String id,
            Preferences input,
            @Context HttpServerRequest request) {
        UserIds.check("id", id);
        if (input == null) {
            throw new InvalidInputException("body", "is missing");
        }
        Preferences checked = input.checked();
        return allowed(request, id).chain(() -> preferences.write(id, checked)).replaceWith(checked);
    }
}
