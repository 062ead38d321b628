package io.footfall.product.views.api;

import io.footfall.capability.cache.CacheAnswers;
import io.footfall.capability.ratelimit.RateLimited;
import io.footfall.capability.ratelimit.UnknownIds;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import io.footfall.product.views.reads.CachedCounts;
import io.footfall.product.views.reads.CountAnswer;
import io.footfall.product.views.reads.CountService;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
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

/** Endpoints for the count of one item and the counts of many items. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Views")
class CountResource {

    private static final int MOST_ITEMS = 200;

    private final CountService counts;
    private final CachedCounts cached;
    private final UnknownIds unknownIds;

    CountResource(CountService counts, CachedCounts cached, UnknownIds unknownIds) {
        this.counts = counts;
        this.cached = cached;
        this.unknownIds = unknownIds;
    }

    @GET
    @Path("/stories/{id}/views")
    @Operation(
            summary = "Read a story's count",
            description = "What Postgres holds and what waits in Redis, at most VIEW_COUNT_CACHE_TTL ago.")
    @APIResponse(
            responseCode = "200",
            description = "The count",
            content = @Content(schema = @Schema(implementation = CountAnswer.class)))
    @APIResponse(responseCode = "404", description = "There is no such story")
    @APIResponse(responseCode = "429", description = "Too many ids that do not exist")
    public Uni<RestResponse<byte[]>> story(
            @Parameter(example = "s1") @RestPath String id,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @Context RoutingContext request) {
        return one(ItemId.story(id), ifNoneMatch, request);
    }

    @GET
    @Path("/chapters/{id}/views")
    @Operation(
            summary = "Read a chapter's count",
            description = "What Postgres holds and what waits in Redis, at most VIEW_COUNT_CACHE_TTL ago.")
    @APIResponse(
            responseCode = "200",
            description = "The count",
            content = @Content(schema = @Schema(implementation = CountAnswer.class)))
    @APIResponse(responseCode = "404", description = "There is no such chapter")
    @APIResponse(responseCode = "429", description = "Too many ids that do not exist")
    public Uni<RestResponse<byte[]>> chapter(
            @Parameter(example = "c1") @RestPath String id,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @Context RoutingContext request) {
        return one(ItemId.chapter(id), ifNoneMatch, request);
    }

    private Uni<RestResponse<byte[]>> one(ItemId item, String ifNoneMatch, RoutingContext request) {
        return cached.of(item, unknownIds.guard(request, item.field()))
                .map(count -> CacheAnswers.of(count, ifNoneMatch, CacheAnswers.Audience.ALL));
    }

    @GET
    @Path("/views")
    @RateLimited("api")
    @APIResponse(responseCode = "429", description = "Over the limit of the policy api")
    @Operation(
            summary = "Read counts of many items",
            description = "Up to 200 stories and chapters for a listing page, with one round trip to each store.")
    @APIResponse(responseCode = "200", description = "The counts by id")
    public Uni<CountsAnswer> many(
            @Parameter(description = "Ids of stories, separated by commas", example = "s1,s2") @RestQuery
                    String stories,
            @Parameter(description = "Ids of chapters, separated by commas", example = "c1") @RestQuery String chapters,
            @Context RoutingContext request) {
        List<ItemId> items = new ArrayList<>();
        addTo(items, ItemType.STORY, "stories", stories);
        addTo(items, ItemType.CHAPTER, "chapters", chapters);
        if (items.isEmpty() || items.size() > MOST_ITEMS) {
            throw new InvalidInputException("stories", "and chapters take 1 to 200 ids together");
        }
        Map<String, ItemId> byField =
                items.stream().collect(Collectors.toMap(ItemId::field, Function.identity(), (one, same) -> one));
        return unknownIds
                .around(
                        request,
                        List.copyOf(byField.keySet()),
                        () -> counts.of(items),
                        (found, field) -> found.containsKey(byField.get(field)))
                .map(found -> answer(items, found));
    }

    private static void addTo(List<ItemId> items, ItemType type, String field, String ids) {
        if (ids != null && !ids.isEmpty()) {
            for (String id : ids.split(",", -1)) {
                items.add(new ItemId(type, Ids.check(field, id)));
            }
        }
    }

    private static CountsAnswer answer(List<ItemId> items, Map<ItemId, CountService.Count> found) {
        CountsAnswer answer = new CountsAnswer(new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
        for (ItemId item : items) {
            CountService.Count count = found.get(item);
            if (count == null) {
                answer.unknown().add(item.id());
            } else if (item.type() == ItemType.STORY) {
                answer.stories().put(item.id(), count.total());
            } else {
                answer.chapters().put(item.id(), count.total());
            }
        }
        return answer;
    }
}
