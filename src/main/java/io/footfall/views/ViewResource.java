package io.footfall.views;

import io.footfall.catalog.ItemId;
import io.footfall.identity.Caller;
import io.footfall.identity.Viewer;
import io.footfall.identity.Viewers;
import io.footfall.ratelimit.Hit;
import io.footfall.ratelimit.RateLimitInterceptor;
import io.footfall.ratelimit.RateLimited;
import io.footfall.web.InvalidInputException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
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

/** Views that happen now. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Views", description = "Counting, once per viewer and dedup window")
class ViewResource {

    private final ViewService views;
    private final ViewInputs inputs;
    private final Viewers viewers;
    private final Crawlers crawlers;

    ViewResource(ViewService views, ViewInputs inputs, Viewers viewers, Crawlers crawlers) {
        this.views = views;
        this.inputs = inputs;
        this.viewers = viewers;
        this.crawlers = crawlers;
    }

    @POST
    @Path("/stories/{id}/view")
    @RateLimited(value = "view", charge = RateLimited.Charge.BY_METHOD)
    @Operation(
            summary = "Count a view of a story",
            description =
                    "Counts the caller, or the viewer that a service names, once per dedup window. Sent again, it"
                            + " answers isFirstView: false and the same count. Crawlers and prefetches are answered, not counted.")
    @RequestBody(
            description = "Who views, from a service; without it the caller does",
            content = @Content(schema = @Schema(implementation = ViewInput.class)))
    @APIResponse(responseCode = "200", description = "The exact count")
    @APIResponse(responseCode = "404", description = "There is no such story")
    @APIResponse(responseCode = "429", description = "Over the limit of the policy view")
    public Uni<ViewAnswer> story(@Parameter(example = "s1") @RestPath String id, @Context RoutingContext request) {
        return view(ItemId.story(id), CountOp.Scope.ITEM, request);
    }

    @POST
    @Path("/chapters/{id}/view")
    @RateLimited(value = "view", charge = RateLimited.Charge.BY_METHOD)
    @Operation(
            summary = "Count a view of a chapter",
            description = "As for a story; with countStory=true its story is counted in the same atomic step.")
    @RequestBody(
            description = "Who views, from a service; without it the caller does",
            content = @Content(schema = @Schema(implementation = ViewInput.class)))
    @APIResponse(responseCode = "200", description = "The exact count of the chapter")
    @APIResponse(responseCode = "404", description = "There is no such chapter")
    @APIResponse(responseCode = "429", description = "Over the limit of the policy view")
    public Uni<ViewAnswer> chapter(
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

    private static CountOp.Scope scopeOf(String countStory) {
        return switch (countStory) {
            case "true" -> CountOp.Scope.CHAPTER_AND_STORY;
            case "false" -> CountOp.Scope.ITEM;
            default -> throw new InvalidInputException("countStory", "takes true or false");
        };
    }

    private Uni<ViewAnswer> view(ItemId item, CountOp.Scope scope, RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<Hit> hit = RateLimitInterceptor.hitOf(context);
        Uni<Outcome> outcome = ViewInputs.isNone(request) && Viewers.isAnonymous(request)
                ? count(item, scope, request, named(Caller.ANONYMOUS, ViewInput.NONE, context), hit)
                : inputs.of(request)
                        .chain(input -> viewers.callerOf(request).map(caller -> named(caller, input, context)))
                        .chain(named -> count(item, scope, request, named, hit));
        return outcome.map(result -> ViewAnswer.of(item, result));
    }

    private record Named(Viewer viewer, String userAgent) {}

    private Named named(Caller caller, ViewInput input, RoutingContext request) {
        return checked(caller, input)
                .map(viewer -> new Named(viewer, input.userAgent()))
                .orElseGet(() -> new Named(viewers.viewerOf(caller, request), Viewers.userAgentOf(request.request())));
    }

    private Uni<Outcome> count(
            ItemId item, CountOp.Scope scope, HttpServerRequest request, Named named, Optional<Hit> hit) {
        if (isPrefetch(request)) {
            return views.ignore(item, IgnoredReason.PREFETCH, hit);
        }
        return crawlers.isCrawler(named.userAgent())
                ? views.ignore(item, IgnoredReason.BOT, hit)
                : views.count(item, scope, named.viewer(), hit);
    }

    /** Only a service may say who views. */
    private static Optional<Viewer> checked(Caller caller, ViewInput input) {
        if (!input.namesViewer()) {
            return Optional.empty();
        }
        if (caller.isAnonymous()) {
            throw new UnauthorizedException();
        }
        if (!caller.isService()) {
            throw new ForbiddenException();
        }
        return input.viewer();
    }

    private static boolean isPrefetch(HttpServerRequest request) {
        return mentionsPrefetch(request.getHeader("Sec-Purpose")) || mentionsPrefetch(request.getHeader("Purpose"));
    }

    private static boolean mentionsPrefetch(String purpose) {
        return purpose != null && purpose.toLowerCase(Locale.ROOT).contains("prefetch");
    }
}
