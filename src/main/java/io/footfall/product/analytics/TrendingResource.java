package io.footfall.product.analytics;

import io.footfall.capability.cache.CacheAnswers;
import io.footfall.capability.ratelimit.RateLimited;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.Page;
import io.footfall.product.catalog.ItemType;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** REST endpoint of trending items. */
@Path("/api/trending")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Analytics")
class TrendingResource {

    private final Trending trending;

    TrendingResource(Trending trending) {
        this.trending = trending;
    }

    @GET
    @RateLimited("api")
    @Operation(
            summary = "Read what trends",
            description =
                    "What a view is worth falls to 37 % in each window, so that an item that is viewed evenly has a score of about its views"
                            + " within the window. Views are in it after a second; the answer is up to 2 seconds old.")
    @APIResponse(
            responseCode = "200",
            description = "The items, the hottest first",
            content = @Content(schema = @Schema(implementation = TrendingItems.class)))
    @APIResponse(responseCode = "429", description = "Over the limit of the policy api")
    public Uni<RestResponse<byte[]>> read(
            @Parameter(description = "1h, 24h or 7d", example = "24h") @RestQuery @DefaultValue("24h") String window,
            @Parameter(description = "story or chapter", example = "story") @RestQuery @DefaultValue("story")
                    String type,
            @Parameter(description = "1 to 100", schema = @Schema(type = SchemaType.INTEGER, defaultValue = "20"))
                    @RestQuery
                    @DefaultValue("20")
                    String limit,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch) {
        return trending.of(new Trend(typeOf(type), TrendWindow.of(window)), Page.limitOf(limit))
                .map(cached -> CacheAnswers.of(cached, ifNoneMatch, CacheAnswers.Audience.ALL));
    }

    private static ItemType typeOf(String word) {
        return Stream.of(ItemType.values())
                .filter(type -> type.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("type", "takes story or chapter"));
    }
}
