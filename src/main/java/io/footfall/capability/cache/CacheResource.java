package io.footfall.capability.cache;

import io.footfall.platform.identity.Roles;
import io.footfall.platform.redis.RedisMonitor;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.LongOperations;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** HTTP endpoints for operators: report statistics of the caches, invalidate cached values, and warm the caches. */
@Path("/api/v1/cache")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operating")
class CacheResource {

    private static final double NANOS_PER_MILLI = Duration.ofMillis(1).toNanos();
    private static final int LONGEST_NAME = 600;
    private static final String OF = ":";

    /** Response to an invalidation, with the names of the affected caches. */
    record Invalidated(boolean success, List<String> caches) {}

    /** Response to a warm request, with the id of the enqueued job. */
    record Requested(
            boolean success,

            @Schema(description = "What becomes of it: GET /api/jobs/footfall-cache/{job}")
            String job) {}

    private final Caches caches;
    private final Warming warming;
    private final RedisMonitor redis;

    CacheResource(Caches caches, Warming warming, RedisMonitor redis) {
        this.caches = caches;
        this.warming = warming;
        this.redis = redis;
    }

    static void takesLong(@Observes LongOperations operations) {
        operations.add("/api/v1/cache/warm");
    }

    @GET
    @Operation(
            summary = "See how the caches do",
            description = "Hits, loads and times of this replica since its start, by named cache, and against targets.")
    @APIResponse(responseCode = "200", description = "Figures of this replica")
    public Uni<CacheReport> report() {
        return redis.look()
                .map(look -> new CacheReport.Health(true, look.latency().toNanos() / NANOS_PER_MILLI))
                .onFailure()
                .invoke(RecoveredFailure.PROBE_STORES::record)
                .onFailure()
                .recoverWithItem(() -> new CacheReport.Health(false, null))
                .map(health -> CacheReport.of(caches.all(), health));
    }

    @DELETE
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            summary = "Invalidate",
            description = "By one of key, tag or pattern, on all replicas. Keys and patterns begin with the cache:"
                    + " story:s1, listing:*. A tag is looked for in every cache.")
    @APIResponse(responseCode = "200", description = "Nobody gets what was cached any more")
    public Uni<Invalidated> invalidate(
            @Parameter(description = "A cache and a key of it", example = "story:s1") @RestQuery String key,
            @Parameter(description = "A tag", example = "author:ada") @RestQuery String tag,
            @Parameter(description = "A cache and a pattern with * and ?", example = "listing:*") @RestQuery
                    String pattern) {
        if (Stream.of(key, tag, pattern).filter(Objects::nonNull).count() != 1) {
            throw new InvalidInputException("key", "or tag or pattern is needed, one of them");
        }
        if (tag != null) {
            return each(caches.all(), cache -> cache.invalidateTags(List.of(checked("tag", tag))));
        }
        return key != null
                ? each(List.of(cacheOf("key", key)), cache -> cache.invalidate(List.of(afterCache(key))))
                : each(List.of(cacheOf("pattern", pattern)), cache -> cache.invalidateMatching(afterCache(pattern)));
    }

    private NamedCache<?> cacheOf(String field, String name) {
        return caches.named(checked(field, name).split(OF, 2)[0])
                .filter(cache -> name.contains(OF))
                .orElseThrow(() -> new InvalidInputException(field, "begins with the name of a cache and a colon"));
    }

    private static String afterCache(String name) {
        return name.split(OF, 2)[1];
    }

    private static String checked(String field, String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInputException(field, "takes 1 to " + LONGEST_NAME + " characters");
        }
        return name;
    }

    private static Uni<Invalidated> each(Collection<NamedCache<?>> some, Function<NamedCache<?>, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(some)
                .onItem()
                .transformToUniAndConcatenate(cache -> work.apply(cache))
                .collect()
                .last()
                .replaceWith(new Invalidated(
                        true, some.stream().map(NamedCache::name).toList()));
    }

    @POST
    @Path("/warm")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            summary = "Warm the caches",
            description =
                    "Has some replica read what is likely to be read, as at the start, into the Redis that all share.")
    @APIResponse(responseCode = "200", description = "It is a job in the queue footfall-cache")
    @APIResponse(responseCode = "503", description = "Redis is away; each replica fills its own cache as it is read")
    public Uni<Requested> warm() {
        return warming.request().map(job -> new Requested(true, job.id()));
    }
}
