package io.footfall.product.analytics;

import io.footfall.capability.cache.CacheAnswers;
import io.footfall.capability.ratelimit.RateLimited;
import io.footfall.capability.ratelimit.UnknownIds;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.identity.Viewers;
import io.footfall.platform.web.Ids;
import io.footfall.product.catalog.ItemId;
import io.quarkus.security.ForbiddenException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** REST endpoints of views over time. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Analytics", description = "Views over time")
class AnalyticsResource {

    private static final String TIME = "A time such as 2026-11-21T00:00:00Z, or a day";

    private final Analytics analytics;
    private final Viewers viewers;
    private final UnknownIds unknownIds;
    private final Clock clock;

    AnalyticsResource(Analytics analytics, Viewers viewers, UnknownIds unknownIds, Clock clock) {
        this.analytics = analytics;
        this.unknownIds = unknownIds;
        this.viewers = viewers;
        this.clock = clock;
    }

    @GET
    @Path("/stories/{id}/stats")
    @RateLimited("api")
    @Operation(
            summary = "Read a story's views over time",
            description =
                    "By the hour for up to 31 days, or by the day for up to 400; the last 7 days where nothing is said. Up to 5 minutes"
                            + " old.")
    @APIResponse(
            responseCode = "200",
            description = "The views, with a point for each hour or day",
            content = @Content(schema = @Schema(implementation = StoryStats.class)))
    @APIResponse(responseCode = "404", description = "There is no such story")
    @APIResponse(responseCode = "429", description = "Over the limit of the policy api")
    public Uni<RestResponse<byte[]>> stats(
            @Parameter(example = "s1") @RestPath String id,
            @Parameter(description = TIME, example = "2026-11-20") @RestQuery String from,
            @Parameter(description = TIME, example = "2026-11-22") @RestQuery String to,
            @Parameter(description = "hour or day", example = "hour") @RestQuery @DefaultValue("day")
                    String granularity,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @Context RoutingContext request) {
        Range range = Range.of(from, to, Granularity.of(granularity), clock);
        ItemId story = ItemId.story(id);
        return analytics
                .stats(id, range, from == null && to == null, unknownIds.guard(request, story.field()))
                .map(cached -> CacheAnswers.of(cached, ifNoneMatch, CacheAnswers.Audience.ALL));
    }

    @GET
    @Path("/authors/{id}/dashboard")
    @RolesAllowed({Roles.READER, Roles.SERVICE})
    @RateLimited("api")
    @Operation(
            summary = "Read an author's dashboard",
            description =
                    "For that author, signed in, and for services. Views today, of 7 and of 30 days, each beside those before; the stories"
                            + " that were viewed most; 30 days by the day. Up to 5 minutes old.")
    @APIResponse(
            responseCode = "200",
            description = "The dashboard",
            content = @Content(schema = @Schema(implementation = Dashboard.class)))
    @APIResponse(responseCode = "429", description = "Over the limit of the policy api")
    public Uni<RestResponse<byte[]>> dashboard(
            @Parameter(example = "ada") @RestPath String id,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @Context HttpServerRequest request) {
        String author = Ids.check("id", id);
        return viewers.callerOf(request)
                .invoke(caller -> {
                    if (!caller.isService() && !author.equals(caller.name())) {
                        throw new ForbiddenException();
                    }
                })
                .chain(caller -> analytics.dashboard(author))
                .map(cached -> CacheAnswers.of(cached, ifNoneMatch, CacheAnswers.Audience.CALLER));
    }

    @GET
    @Path("/admin/kpis")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            summary = "Read the platform's figures",
            description = "As an author's dashboard, of all stories. Up to 5 minutes old.")
    @APIResponse(
            responseCode = "200",
            description = "The figures",
            content = @Content(schema = @Schema(implementation = Dashboard.class)))
    public Uni<RestResponse<byte[]>> kpis(@RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch) {
        return analytics.kpis().map(cached -> CacheAnswers.of(cached, ifNoneMatch, CacheAnswers.Audience.CALLER));
    }
}
