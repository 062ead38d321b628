package io.footfall.capability.ratelimit;

import io.footfall.platform.identity.Roles;
import io.footfall.platform.web.ConflictException;
import io.footfall.platform.web.Cursor;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.Page;
import io.footfall.platform.web.PercentEncoding;
import io.footfall.platform.web.Times;
import io.footfall.platform.web.UnknownItemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** The REST API of rate limit overrides for single keys, for operators. */
@Path("/api/admin/rate-limits/{policy}/overrides")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPERATOR)
@Tag(name = "Rate limits")
class OverrideResource {

    private static final long LARGEST_LIMIT = 1_000_000_000;
    private static final int LONGEST_NOTE = 200;

    private final OverrideStore store;
    private final RateLimiter limiter;
    private final Policies policies;
    private final LimitSubjectResolver subjectResolver;
    private final Clock clock;

    OverrideResource(
            OverrideStore store,
            RateLimiter limiter,
            Policies policies,
            LimitSubjectResolver subjectResolver,
            Clock clock) {
        this.store = store;
        this.limiter = limiter;
        this.policies = policies;
        this.subjectResolver = subjectResolver;
        this.clock = clock;
    }

    /** Request body of an override. */
    record Input(
            @Schema(
                    required = true,
                    implementation = String.class,
                    enumeration = {"limit", "blocked", "exempt"})
            KeyOverride.Kind kind,

            @Schema(description = "The key's limit, where the kind is limit", examples = "1000")
            Long limit,

            @Schema(description = "When it ends; never where nothing is said")
            Instant expiresAt,

            @Schema(description = "Why, up to 200 characters", examples = "partner")
            String note) {

        void check(Instant now) {
            if (kind == null) {
                throw new InvalidInputException("kind", "takes limit, blocked or exempt");
            }
            if (kind == KeyOverride.Kind.LIMIT && (limit == null || limit < 1 || limit > LARGEST_LIMIT)) {
                throw new InvalidInputException("limit", "takes 1 to " + LARGEST_LIMIT);
            }
            if (kind != KeyOverride.Kind.LIMIT && limit != null) {
                throw new InvalidInputException("limit", "goes with the kind limit alone");
            }
            if (note != null && note.length() > LONGEST_NOTE) {
                throw new InvalidInputException("note", "takes up to " + LONGEST_NOTE + " characters");
            }
            if (expiresAt != null && !Times.check("expiresAt", expiresAt).isAfter(now)) {
                throw new InvalidInputException("expiresAt", "takes a time to come");
            }
        }
    }

    @GET
    @Operation(summary = "List a policy's overrides", description = "By key, paged by cursor.")
    @APIResponse(responseCode = "200", description = "A page of overrides")
    @APIResponse(responseCode = "404", description = "There is no such policy")
    public Uni<Page<KeyOverride>> list(
            @Parameter(example = "api") @RestPath String policy,
            @Parameter(description = "1 to 100", schema = @Schema(type = SchemaType.INTEGER, defaultValue = "20"))
                    @RestQuery
                    @DefaultValue("20")
                    String limit,
            @Parameter(description = "nextCursor of the page before") @RestQuery String cursor) {
        int most = Page.limitOf(limit);
        String after = cursor == null
                ? ""
                : subjectResolver.named("cursor", Cursor.read(cursor, 1).get(0)).text();
        return store.of(policies.named(policy).name(), after, clock.instant(), most + 1)
                .map(overrides -> Page.of(overrides, most, last -> Cursor.of(last.key())));
    }

    @PUT
    @Path("/{key}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Write an override",
            description = "For one key. Counts on all replicas within a second (half a minute while Redis is away).")
    @APIResponse(responseCode = "200", description = "Written")
    @APIResponse(responseCode = "404", description = "There is no such policy")
    @APIResponse(responseCode = "409", description = "There are 10,000 overrides already")
    public Uni<KeyOverride> put(
            @Parameter(example = "api") @RestPath String policy,
            @Parameter(description = RateLimitResource.KEY, example = "u1") @Encoded @RestPath String key,
            Input input) {
        Policy named = policies.named(policy);
        String subject =
                subjectResolver.named("key", PercentEncoding.decode(key)).text();
        if (input == null) {
            throw new InvalidInputException("kind", "takes limit, blocked or exempt");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        input.check(now);
        return store.put(new KeyOverride(
                        named.name(), subject, input.kind(), input.limit(), input.expiresAt(), input.note(), now))
                .map(written -> written.orElseThrow(
                        () -> new ConflictException("there are " + OverrideStore.MOST + " overrides already")))
                .call(limiter::overridesChanged);
    }

    @DELETE
    @Path("/{key}")
    @Operation(summary = "Delete an override", description = "The policy's own limit counts again.")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "There is no such override")
    public Uni<Void> delete(
            @Parameter(example = "api") @RestPath String policy,
            @Parameter(description = RateLimitResource.KEY, example = "u1") @Encoded @RestPath String key) {
        return store.delete(
                        policies.named(policy).name(),
                        subjectResolver
                                .named("key", PercentEncoding.decode(key))
                                .text())
                .invoke(deleted -> {
                    if (!deleted) {
                        throw new UnknownItemException("override");
                    }
                })
                .chain(limiter::overridesChanged);
    }
}
