package io.footfall.product.catalog;

import io.footfall.capability.cache.CacheAnswers;
import io.footfall.capability.cache.MissGuard;
import io.footfall.capability.ratelimit.RateLimited;
import io.footfall.capability.ratelimit.UnknownIds;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.Page;
import io.footfall.platform.web.UnknownItemException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
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

/** REST endpoints of stories. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Catalog", description = "Stories and chapters, what views are counted for")
class StoryResource {

    private final CatalogService catalog;
    private final StoryListing listing;
    private final UnknownIds unknownIds;

    StoryResource(CatalogService catalog, StoryListing listing, UnknownIds unknownIds) {
        this.catalog = catalog;
        this.listing = listing;
        this.unknownIds = unknownIds;
    }

    @GET
    @Path("/stories")
    @RateLimited("api")
    @APIResponse(responseCode = "429", description = "Over the limit of the policy api")
    @Operation(summary = "List stories", description = "Paged by cursor, newest, most viewed or most lively first.")
    @APIResponse(
            responseCode = "200",
            description = "A page of stories",
            content = @Content(schema = @Schema(implementation = Pages.OfStories.class)))
    public Uni<RestResponse<byte[]>> list(
            @Parameter(description = "Only stories of this author", example = "ada") @RestQuery String author,
            @Parameter(description = "Only stories with this tag", example = "sea") @RestQuery String tag,
            @Parameter(description = "recent, views or trending") @RestQuery @DefaultValue("recent") String sort,
            @Parameter(description = "1 to 100", schema = @Schema(type = SchemaType.INTEGER, defaultValue = "20"))
                    @RestQuery
                    @DefaultValue("20")
                    String limit,
            @Parameter(description = "nextCursor of the page before") @RestQuery String cursor,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch) {
        String checkedAuthor = author == null ? null : Ids.check("author", author);
        return listing.page(checkedAuthor, checkedTag(tag), StorySort.of(sort), Page.limitOf(limit), cursor)
                .map(cached -> CacheAnswers.of(cached, ifNoneMatch, CacheAnswers.Audience.ALL));
    }

    private static String checkedTag(String tag) {
        if (tag != null && !StoryInput.isTag(tag)) {
            throw new InvalidInputException("tag", "takes 1 to 50 characters");
        }
        return tag;
    }

    @GET
    @Path("/stories/{id}")
    @Operation(summary = "Read a story", description = "What the catalog knows of a story.")
    @APIResponse(
            responseCode = "200",
            description = "The story",
            content = @Content(schema = @Schema(implementation = Story.class)))
    @APIResponse(responseCode = "404", description = "There is no such story")
    @APIResponse(responseCode = "429", description = "Too many ids that do not exist")
    public Uni<RestResponse<byte[]>> get(
            @Parameter(example = "s1") @RestPath String id,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @Context RoutingContext request) {
        return catalog.story(Ids.check("id", id), guard(id, request))
                .map(cached -> CacheAnswers.of(
                        cached.required(StoryResource::unknown), ifNoneMatch, CacheAnswers.Audience.ALL));
    }

    private MissGuard guard(String id, RoutingContext request) {
        return unknownIds.guard(request, ItemId.story(id).field());
    }

    private static UnknownItemException unknown() {
        return new UnknownItemException("story");
    }

    @PUT
    @Path("/stories/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.SERVICE)
    @Operation(summary = "Write a story", description = "Creates or replaces it. Its counts stay.")
    @APIResponse(responseCode = "200", description = "Replaced")
    @APIResponse(responseCode = "201", description = "Created")
    public Uni<RestResponse<Story>> put(@Parameter(example = "s1") @RestPath String id, StoryInput story) {
        return catalog.put(Ids.check("id", id), Bodies.required(story).checked())
                .map(Bodies::written);
    }

    @DELETE
    @Path("/stories/{id}")
    @RolesAllowed(Roles.SERVICE)
    @Operation(summary = "Delete a story", description = "With its chapters and its counts, buffered ones too.")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "There is no such story")
    public Uni<Void> delete(@Parameter(example = "s1") @RestPath String id) {
        return catalog.deleteStory(Ids.check("id", id));
    }

    @GET
    @Path("/stories/{id}/chapters")
    @RateLimited("api")
    @APIResponse(responseCode = "429", description = "Over the limit of the policy api")
    @Operation(summary = "List a story's chapters", description = "In their order, paged by cursor.")
    @APIResponse(
            responseCode = "200",
            description = "A page of chapters",
            content = @Content(schema = @Schema(implementation = Pages.OfChapters.class)))
    @APIResponse(responseCode = "404", description = "There is no such story")
    public Uni<RestResponse<byte[]>> chapters(
            @Parameter(example = "s1") @RestPath String id,
            @Parameter(description = "1 to 100", schema = @Schema(type = SchemaType.INTEGER, defaultValue = "20"))
                    @RestQuery
                    @DefaultValue("20")
                    String limit,
            @Parameter(description = "nextCursor of the page before") @RestQuery String cursor,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @Context RoutingContext request) {
        return catalog.chaptersOf(Ids.check("id", id), Page.limitOf(limit), cursor, guard(id, request))
                .map(cached -> CacheAnswers.of(
                        cached.required(StoryResource::unknown), ifNoneMatch, CacheAnswers.Audience.ALL));
    }
}
