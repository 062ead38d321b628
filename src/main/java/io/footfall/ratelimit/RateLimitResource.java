package io.footfall.ratelimit;

import io.footfall.identity.Roles;
import io.footfall.web.InvalidInputException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Rate limits as decisions for other services. */
@Path("/api/rate-limits")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SERVICE)
@Tag(name = "Rate limits", description = "Decisions by named policies, exact across replicas")
class RateLimitResource {

    private final RateLimiter limiter;
    private final Policies policies;
    private final Subjects subjects;

    RateLimitResource(RateLimiter limiter, Policies policies, Subjects subjects) {
        this.limiter = limiter;
        this.policies = policies;
        this.subjects = subjects;
    }

    /** Whose hit it is. */
    record Check(
            @Schema(required = true, description = "An id, or an IP address", examples = "u1")
            String key,

            @Schema(description = "1 where nothing is said; at most the limit", examples = "1")
            Integer cost) {

        private static final int USUAL_COST = 1;

        /** A hit that costs more than the limit would never pass. */
        int costOf(Quota quota) {
            int checked = cost == null ? USUAL_COST : cost;
            long most = Math.max(quota.limit(), quota.policy().limit());
            if (checked < 1 || checked > most) {
                throw new InvalidInputException("cost", "takes 1 to " + most + ", the limit");
            }
            return checked;
        }
    }

    /** A decision. */
    record Answer(
            @Schema(description = "Whether the hit passes", examples = "true")
            boolean allowed,

            @Schema(description = "Limit of the key in a window", examples = "100")
            long limit,

            @Schema(description = "What is left of it", examples = "99")
            long remaining,

            @Schema(description = "End of the window; for a refusal, when the same hit passes")
            Instant resetAt,

            @Schema(description = "Seconds after which the same hit passes; 0 where it does", examples = "0")
            long retryAfter,

            @Schema(description = "Whether this replica limits alone, because Redis is away", examples = "false")
            boolean degraded) {

        static Answer of(Decision decision) {
            return new Answer(
                    decision.isAllowed(),
                    decision.limit(),
                    decision.remaining(),
                    Instant.ofEpochMilli(decision.resetAtMillis()),
                    decision.retryAfterSeconds(),
                    decision.isDegraded());
        }
    }

    /** A policy as it is configured. */
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

    /** All policies; there are few. */
    record Descriptions(List<Description> items) {}

    @GET
    @Operation(summary = "List the policies", description = "As they are configured.")
    @APIResponse(responseCode = "200", description = "All policies")
    public Descriptions list() {
        return new Descriptions(policies.all().stream().map(Description::of).toList());
    }

    @POST
    @Path("/{policy}/check")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Decide on a hit",
            description =
                    "Counts it if it passes. A hit over the limit uses nothing up. Sent again, it is another hit.")
    @APIResponse(responseCode = "200", description = "The decision, also where it is no")
    @APIResponse(responseCode = "404", description = "There is no such policy")
    public Uni<Answer> check(@Parameter(example = "login") @RestPath String policy, Check check) {
        Policy named = policies.named(policy);
        if (check == null) {
            throw new InvalidInputException("key", "is missing");
        }
        Subject subject = subjects.named("key", check.key());
        Hit hit = limiter.hit(named, subject, check.costOf(limiter.quotaOf(named, subject)));
        return limiter.decide(hit).map(decided -> Answer.of(hit.decision()));
    }

    @GET
    @Path("/{policy}/{key}")
    @Operation(summary = "Read how a key stands", description = "Counts nothing.")
    @APIResponse(responseCode = "200", description = "What a hit of cost 1 would get, and what is left before it")
    @APIResponse(responseCode = "404", description = "There is no such policy")
    public Uni<Answer> look(
            @Parameter(example = "login") @RestPath String policy, @Parameter(example = "u1") @RestPath String key) {
        return limiter.look(policies.named(policy), subjects.named("key", key)).map(Answer::of);
    }

    @DELETE
    @Path("/{policy}/{key}")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(summary = "Forget the hits of a key", description = "On all replicas; overrides stay.")
    @APIResponse(responseCode = "204", description = "Nothing is counted for it any more")
    @APIResponse(responseCode = "404", description = "There is no such policy")
    public Uni<Void> reset(
            @Parameter(example = "login") @RestPath String policy, @Parameter(example = "u1") @RestPath String key) {
        return limiter.reset(policies.named(policy), subjects.named("key", key).key());
    }
}
