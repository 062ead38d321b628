package io.footfall.product.views.api;

import io.footfall.capability.ratelimit.UnknownIds;
import io.footfall.platform.web.EntityTags;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.reads.CachedCounts;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Endpoint for counts as SVG badges, for pages and readmes. */
@Path("/api/stories/{id}/badge.svg")
@Tag(name = "Views")
class BadgeResource {

    private static final String TYPE = "image/svg+xml";

    /** Caches may serve a badge for 60 seconds, and for 600 more seconds while they revalidate it. */
    private static final String KEPT = "public, max-age=60, stale-while-revalidate=600";

    private static final Pattern LABEL = Pattern.compile("[\\p{L}\\p{N}\\p{P}\\p{S} ]{1,30}");

    private final CachedCounts counts;
    private final UnknownIds unknownIds;

    BadgeResource(CachedCounts counts, UnknownIds unknownIds) {
        this.counts = counts;
        this.unknownIds = unknownIds;
    }

    @GET
    @Produces(TYPE)
    @Operation(
            summary = "Show a story's count as a badge",
            description =
                    "A picture of the count, rounded down (1999 is 1.9k), for a page or a readme; kept for a minute.")
    @APIResponse(responseCode = "200", description = "The badge")
    @APIResponse(responseCode = "404", description = "There is no such story")
    @APIResponse(responseCode = "429", description = "Too many ids that do not exist")
    public Uni<Response> badge(
            @Parameter(example = "s1") @RestPath String id,
            @Parameter(description = "1 to 30 characters", example = "reads") @RestQuery @DefaultValue("views")
                    String label,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @Context RoutingContext routing) {
        if (!LABEL.matcher(label).matches()) {
            throw new InvalidInputException("label", "takes 1 to 30 visible characters");
        }
        ItemId story = ItemId.story(id);
        return counts.of(story, unknownIds.guard(routing, story.field()))
                .map(cached -> cached.orElseThrow(IllegalStateException::new).viewCount())
                .map(count -> answer(label, count, ifNoneMatch));
    }

    private static Response answer(String label, long count, String ifNoneMatch) {
        String badge = Badge.svg(label, count);
        String tag = EntityTags.of(badge.getBytes(StandardCharsets.UTF_8));
        Response.ResponseBuilder answer =
                EntityTags.match(ifNoneMatch, tag) ? Response.notModified() : Response.ok(badge, TYPE);
        return answer.header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.CACHE_CONTROL, KEPT)
                .build();
    }
}
