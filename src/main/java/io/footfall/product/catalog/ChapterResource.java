package io.footfall.product.catalog;

import io.footfall.capability.cache.CacheAnswers;
import io.footfall.capability.ratelimit.UnknownIds;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.UnknownItemException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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

/** REST endpoints of chapters. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Catalog")
class ChapterResource {

    private final CatalogService catalog;
    private final UnknownIds unknownIds;

    ChapterResource(CatalogService catalog, UnknownIds unknownIds) {
        this.catalog = catalog;
        this.unknownIds = unknownIds;
    }

    @GET
    @Path("/chapters/{id}")
    @Operation(summary = "Read a chapter", description = "What the catalog knows of a chapter.")
    @APIResponse(
            responseCode = "200",
            description = "The chapter",
            content = @Content(schema = @Schema(implementation = Chapter.class)))
    @APIResponse(responseCode = "404", description = "There is no such chapter")
    @APIResponse(responseCode = "429", description = "Too many ids that do not exist")
    public Uni<RestResponse<byte[]>> get(
            @Parameter(example = "c1") @RestPath String id,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @Context RoutingContext request) {
        return catalog.chapter(
                        Ids.check("id", id),
                        unknownIds.guard(request, ItemId.chapter(id).field()))
                .map(cached -> cached.required(() -> new UnknownItemException("chapter")))
                .map(cached -> CacheAnswers.of(cached, ifNoneMatch, CacheAnswers.Audience.ALL));
    }

    @PUT
    @Path("/chapters/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.SERVICE)
    @Operation(summary = "Write a chapter", description = "Creates or replaces it. It stays with its story.")
    @APIResponse(responseCode = "200", description = "Replaced")
    @APIResponse(responseCode = "201", description = "Created")
    @APIResponse(responseCode = "404", description = "There is no such story")
    @APIResponse(responseCode = "409", description = "The chapter belongs to another story")
    public Uni<RestResponse<Chapter>> put(@Parameter(example = "c1") @RestPath String id, ChapterInput chapter) {
        return catalog.put(Ids.check("id", id), Bodies.required(chapter).checked())
                .map(Bodies::written);
    }

    @DELETE
    @Path("/chapters/{id}")
    @RolesAllowed(Roles.SERVICE)
    @Operation(summary = "Delete a chapter", description = "With its counts, buffered ones too.")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "There is no such chapter")
    public Uni<Void> delete(@Parameter(example = "c1") @RestPath String id) {
        return catalog.deleteChapter(Ids.check("id", id));
    }
}
