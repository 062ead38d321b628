package io.footfall.product.catalog;

import io.footfall.capability.cache.CacheAnswers;
import io.footfall.capability.ratelimit.RateLimited;
import io.footfall.capability.ratelimit.UnknownIds;
import io.footfall.platform.identity.Caller;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.identity.Viewers;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.Page;
import io.footfall.platform.web.UserIds;
import io.quarkus.security.ForbiddenException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.function.BiFunction;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** REST endpoints of likes of stories. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.READER, Roles.SERVICE})
@Tag(name = "Catalog")
class LikeResource {

    private final Likes likes;
    private final Viewers viewers;
    private final UnknownIds unknownIds;

    LikeResource(Likes likes, Viewers viewers, UnknownIds unknownIds) {
        this.likes = likes;
        this.viewers = viewers;
        this.unknownIds = unknownIds;
    }

    @PUT
    @Path("/stories/{id}/like")
    @RateLimited("api")
    @APIResponse(responseCode = "429", description = "Over the limit of the policy api")
    @Operation(
            summary = "Like a story",
            description = "Once per user, however often it is asked for. A service says who likes it.")
    @APIResponse(responseCode = "200", description = "The user likes it")
    @APIResponse(responseCode = "404", description = "There is no such story")
    public Uni<LikeAnswer> like(
            @Parameter(example = "s1") @RestPath String id,
            @Parameter(
                            description = "Who likes it, from a service",
                            example = "u1",
                            schema = @Schema(pattern = UserIds.PATTERN))
                    @RestQuery
                    String userId,
            @Context RoutingContext request) {
        Ids.check("id", id);
        return change(id, userId, request, likes::like);
    }

    @DELETE
    @Path("/stories/{id}/like")
    @RateLimited("api")
    @APIResponse(responseCode = "429", description = "Over the limit of the policy api")
    @Operation(summary = "Like a story no more", description = "However often it is asked for.")
    @APIResponse(responseCode = "200", description = "The user does not like it")
    @APIResponse(responseCode = "404", description = "There is no such story")
    public Uni<LikeAnswer> unlike(
            @Parameter(example = "s1") @RestPath String id,
            @Parameter(
                            description = "Who liked it, from a service",
                            example = "u1",
                            schema = @Schema(pattern = UserIds.PATTERN))
                    @RestQuery
                    String userId,
            @Context RoutingContext request) {
        Ids.check("id", id);
        return change(id, userId, request, likes::unlike);
    }

    private Uni<LikeAnswer> change(
            String storyId, String userId, RoutingContext request, BiFunction<String, String, Uni<LikeAnswer>> change) {
        return viewers.callerOf(request.request()).chain(caller -> {
            String user = userOf(caller, userId);
            return unknownIds.around(
                    request,
                    List.of(ItemId.story(storyId).field()),
                    () -> change.apply(storyId, user),
                    (answer, story) -> true);
        });
    }

    /**
     * Returns the user of a request. Only a service may name another user; a reader who names another one is refused.
     */
    private static String userOf(Caller caller, String userId) {
        if (caller.isService()) {
            return UserIds.check("userId", userId);
        }
        if (userId != null && !userId.equals(caller.name())) {
            throw new ForbiddenException();
        }
        return caller.userId();
    }

    @GET
    @Path("/users/{id}/likes")
    @RateLimited("api")
    @APIResponse(responseCode = "429", description = "Over the limit of the policy api")
    @Operation(summary = "List what a user likes", description = "The latest first, for that user or a service.")
    @APIResponse(
            responseCode = "200",
            description = "A page of likes",
            content = @Content(schema = @Schema(implementation = Pages.OfLikes.class)))
    public Uni<RestResponse<byte[]>> list(
            @Parameter(example = "u1", schema = @Schema(pattern = UserIds.PATTERN)) @RestPath String id,
            @Parameter(description = "1 to 100", schema = @Schema(type = SchemaType.INTEGER, defaultValue = "20"))
                    @RestQuery
                    @DefaultValue("20")
                    String limit,
            @Parameter(description = "nextCursor of the page before") @RestQuery String cursor,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @Context HttpServerRequest request) {
        UserIds.check("id", id);
        int most = Page.limitOf(limit);
        return viewers.callerOf(request)
                .invoke(caller -> checkMayRead(caller, id))
                .chain(() -> likes.of(id, most, cursor))
                .map(cached -> CacheAnswers.of(cached, ifNoneMatch, CacheAnswers.Audience.CALLER));
    }

    private static void checkMayRead(Caller caller, String userId) {
        if (!caller.isService() && !userId.equals(caller.name())) {
            throw new ForbiddenException();
        }
    }
}
