package io.footfall.product.views.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.capability.ratelimit.LimitCheck;
import io.footfall.capability.ratelimit.RateLimitInterceptor;
import io.footfall.capability.ratelimit.RateLimited;
import io.footfall.platform.identity.Viewers;
import io.footfall.platform.web.HasFastPath;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.JsonBody;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.model.ViewScope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The HTTP resource for views that happen now. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Views", description = "Counting, once per viewer and dedup window")
class ViewResource {

    /** The rate limit policy. Each request is one check, whatever its response. */
    static final String POLICY = "view";

    private static final String NOT_DECIDED =
            "Postgres is unavailable, and nobody else knows whether there is such an item: the view is kept, and counted when"
                    + " Postgres is back if there is one";

    private final ViewRequests requests;
    private final Viewers viewers;
    private final JsonBody<ViewInput> bodies;

    ViewResource(ViewRequests requests, Viewers viewers, ObjectMapper mapper) {
        this.requests = requests;
        this.viewers = viewers;
        this.bodies = new JsonBody<>(mapper, ViewInput.class);
    }

    @POST
    @Path("/stories/{id}/view")
    @HasFastPath
    @RateLimited(value = POLICY, charge = RateLimited.Charge.BY_METHOD)
    @Operation(
            summary = "Count a view of a story",
            description =
                    "Counts the caller, or the viewer that a service names, once per dedup window. Sent again, it"
                            + " answers isFirstView: false and the same count. Crawlers and prefetches are answered, not counted.")
    @RequestBody(
            description = "Who views, from a service; without it the caller does",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ViewInput.class)))
    @APIResponse(
            responseCode = "200",
            description = "The exact count; where Postgres is unavailable it may be approximate, which is said",
            content = @Content(schema = @Schema(implementation = ViewAnswer.class)))
    @APIResponse(
            responseCode = "202",
            description = NOT_DECIDED,
            content = @Content(schema = @Schema(implementation = JournalledAnswer.class)))
    @APIResponse(responseCode = "404", description = "There is no such story")
    @APIResponse(responseCode = "429", description = "Over the limit of the policy view")
    public Uni<RestResponse<ViewReply>> story(
            @Parameter(example = "s1") @RestPath String id, @Context RoutingContext request) {
        return view(ItemId.story(id), ViewScope.ITEM, request);
    }

    @POST
    @Path("/chapters/{id}/view")
    @HasFastPath
    @RateLimited(value = POLICY, charge = RateLimited.Charge.BY_METHOD)
    @Operation(
            summary = "Count a view of a chapter",
            description = "As for a story; with countStory=true its story is counted in the same atomic step.")
    @RequestBody(
            description = "Who views, from a service; without it the caller does",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ViewInput.class)))
    @APIResponse(
            responseCode = "200",
            description =
                    "The exact count of the chapter; where Postgres is unavailable it may be approximate, which is said",
            content = @Content(schema = @Schema(implementation = ViewAnswer.class)))
    @APIResponse(
            responseCode = "202",
            description = NOT_DECIDED,
            content = @Content(schema = @Schema(implementation = JournalledAnswer.class)))
    @APIResponse(responseCode = "404", description = "There is no such chapter")
    @APIResponse(responseCode = "429", description = "Over the limit of the policy view")
    public Uni<RestResponse<ViewReply>> chapter(
            @Parameter(example = "c1") @RestPath String id,
            @Parameter(
                            description = "Whether the chapter's story is viewed too",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @RestQuery
                    @DefaultValue("false")
                    String countStory,
            @Context RoutingContext request) {
        return view(ItemId.chapter(id), scopeOf(countStory), request);
    }

    private static ViewScope scopeOf(String countStory) {
        return switch (countStory) {
            case "true" -> ViewScope.CHAPTER_AND_STORY;
            case "false" -> ViewScope.ITEM;
            default -> throw new InvalidInputException("countStory", "takes true or false");
        };
    }

    private Uni<RestResponse<ViewReply>> view(ItemId item, ViewScope scope, RoutingContext context) {
        Optional<LimitCheck> hit = RateLimitInterceptor.hitOf(context);
        return inputOf(context.request())
                .chain(input -> viewers.callerOf(context.request())
                        .map(caller -> new ViewRequests.Asked(item, scope, caller, input)))
                .chain(asked -> requests.count(asked, context, hit))
                .map(reply -> RestResponse.ResponseBuilder.<ViewReply>create(reply.status())
                        .entity(reply)
                        .build());
    }

    private Uni<ViewInput> inputOf(HttpServerRequest request) {
        return bodies.ofOptional(request).map(input -> input == null ? ViewInput.NONE : input);
    }
}
