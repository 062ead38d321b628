package io.footfall.capability.ratelimit;

import io.footfall.platform.identity.Roles;
import io.footfall.platform.web.HasFastPath;
import io.footfall.platform.web.PercentEncoding;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The REST API of rate limits: decisions for other services. */
@Path("/api/rate-limits")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SERVICE)
@Tag(name = "Rate limits", description = "Decisions by named policies, exact across replicas")
class RateLimitResource {

    /** Description of a key in a path. */
    static final String KEY =
            "Any text of 1 to 256 characters without control characters, percent-encoded, `/` too; that of an IP address is the client of that"
                    + " address (of IPv6 its /64 network)";

    private final RateLimiter limiter;
    private final Policies policies;
    private final LimitSubjectResolver subjectResolver;
    private final CheckService checkService;

    RateLimitResource(
            RateLimiter limiter, Policies policies, LimitSubjectResolver subjectResolver, CheckService checkService) {
        this.limiter = limiter;
        this.policies = policies;
        this.subjectResolver = subjectResolver;
        this.checkService = checkService;
    }

    /** A policy in a response. */
    record Description(
            String name,
            long limit,
            long windowSeconds,
            @Schema(implementation = String.class) Algorithm algorithm,
            @Schema(implementation = String.class) Policy.Key key,
            @Schema(implementation = String.class) Policy.Mode mode,

            @Schema(description = "Limit that is tried beside the real one", nullable = true)
            Long candidateLimit,

            @Schema(implementation = String.class) Policy.Fallback withoutRedis) {

        static Description of(Policy policy) {
            return new Description(
                    policy.name(),
                    policy.limit(),
                    policy.window().toSeconds(),
                    policy.algorithm(),
                    policy.key(),
                    policy.mode(),
                    policy.candidate().isPresent() ? policy.candidate().getAsLong() : null,
                    policy.withoutRedis());
        }
    }

    /** All policies in a response, without paging, because they are few. */
    record Descriptions(List<Description> items) {}

    @GET
    @Operation(summary = "List the policies", description = "As they are configured.")
    @APIResponse(responseCode = "200", description = "All policies")
    public Descriptions list() {
        return new Descriptions(policies.all().stream().map(Description::of).toList());
    }

    @POST
    @Path("/{policy}/check")
    @HasFastPath
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Decide on a hit",
            description =
                    "Counts it if it passes. A hit over the limit uses nothing up. Sent again, it is another hit.")
    @APIResponse(responseCode = "200", description = "The decision, also where it is no")
    @APIResponse(responseCode = "404", description = "There is no such policy")
    public Uni<CheckService.Answer> check(
            @Parameter(example = "login") @RestPath String policy, CheckService.Check check) {
        return checkService.decide(policy, check);
    }

    @GET
    @Path("/{policy}/{key}")
    @Operation(summary = "Read how a key stands", description = "Counts nothing.")
    @APIResponse(responseCode = "200", description = "What a hit of cost 1 would get, and what is left before it")
    @APIResponse(responseCode = "404", description = "There is no such policy")
    public Uni<CheckService.Answer> look(
            @Parameter(example = "login") @RestPath String policy,
            @Parameter(description = KEY, example = "u1") @Encoded @RestPath String key) {
        return limiter.look(policies.named(policy), subjectResolver.named("key", PercentEncoding.decode(key)))
                .map(CheckService.Answer::of);
    }

    @DELETE
    @Path("/{policy}/{key}")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(summary = "Forget the hits of a key", description = "On all replicas; overrides stay.")
    @APIResponse(responseCode = "204", description = "Nothing is counted for it any more")
    @APIResponse(responseCode = "404", description = "There is no such policy")
    public Uni<Void> reset(
            @Parameter(example = "login") @RestPath String policy,
            @Parameter(description = KEY, example = "u1") @Encoded @RestPath String key) {
        return limiter.reset(
                policies.named(policy),
                subjectResolver.named("key", PercentEncoding.decode(key)).key());
    }
}
