package io.footfall.capability.locks;

import io.footfall.platform.identity.Roles;
import io.footfall.platform.web.ConflictException;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.LongOperations;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** The REST API of locks, for other services. */
@Path("/api/locks/{name}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SERVICE)
@Tag(name = "Coordination", description = "Locks, sessions, counters and the like")
class LockResource {

    private static final int LONGEST_SECONDS = 86_400;
    private static final int LONGEST_WAIT_MILLIS = 60_000;
    private static final String NOT_HELD = "The lock is no longer held with this token.";

    private final Locks locks;

    LockResource(Locks locks) {
        this.locks = locks;
    }

    static void takesLong(@Observes LongOperations operations) {
        operations.add("/api/locks/{name}");
    }

    /** Request body of an acquire. */
    record Acquire(
            @Schema(
                    required = true,
                    description = "How long it outlives a holder that dies, 1 to 86400",
                    examples = "30")
            Integer ttlSeconds,

            @Schema(description = "Who wants it, for others to see", pattern = Ids.PATTERN, examples = "worker-7")
            String owner,

            @Schema(description = "How long to wait for it, 0 to 60000; 0 where nothing is said", examples = "5000")
            Integer waitMillis) {

        LockRequest checked(String name) {
            int wait = waitMillis == null ? 0 : waitMillis;
            if (wait < 0 || wait > LONGEST_WAIT_MILLIS) {
                throw new InvalidInputException("waitMillis", "takes 0 to " + LONGEST_WAIT_MILLIS);
            }
            return new LockRequest(
                    name,
                    owner == null ? "" : Ids.check("owner", owner),
                    timeToLive(ttlSeconds),
                    Duration.ofMillis(wait));
        }
    }

    /** Request body of an extend. */
    record Extend(
            @Schema(required = true, description = "Of whoever took it")
            String token,

            @Schema(required = true, description = "From now on, 1 to 86400", examples = "30")
            Integer ttlSeconds) {}

    private static Duration timeToLive(Integer seconds) {
        if (seconds == null || seconds < 1 || seconds > LONGEST_SECONDS) {
            throw new InvalidInputException("ttlSeconds", "takes 1 to " + LONGEST_SECONDS);
        }
        return Duration.ofSeconds(seconds);
    }

    private static String nameOf(String name) {
        return Ids.checkNotOwn("name", name);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Take a lock",
            description =
                    "Those who wait get it in the order in which they came. It ends by itself after `ttlSeconds`: have what"
                            + " must not be written by two refuse fencing tokens that are smaller than the greatest it saw.")
    @APIResponse(responseCode = "200", description = "It is the caller's")
    @APIResponse(responseCode = "409", description = "Somebody else has it, for longer than the caller waits")
    public Uni<AcquiredLock> acquire(
            @Parameter(example = "nightly-report") @RestPath String name,
            Acquire body,
            @Context RoutingContext request) {
        LockRequest wanted = (body == null ? new Acquire(null, null, null) : body).checked(nameOf(name));
        return locks.acquire(wanted, () -> request.response().closed())
                .map(grant -> held(grant, "The lock is held by somebody else."));
    }

    private static AcquiredLock held(Optional<AcquiredLock> grant, String otherwise) {
        return grant.orElseThrow(() -> new ConflictException(otherwise));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Keep a lock longer", description = "Moves its end; the fencing token stays.")
    @APIResponse(responseCode = "200", description = "When it ends now")
    @APIResponse(responseCode = "409", description = "It is no longer the caller's")
    public Uni<AcquiredLock> extend(@Parameter(example = "nightly-report") @RestPath String name, Extend body) {
        Extend said = body == null ? new Extend(null, null) : body;
        return locks.extend(nameOf(name), Ids.check("token", said.token()), timeToLive(said.ttlSeconds()))
                .map(grant -> held(grant, NOT_HELD));
    }

    @DELETE
    @Operation(summary = "Release a lock", description = "Whoever waits for it gets it.")
    @APIResponse(responseCode = "204", description = "It is free")
    @APIResponse(responseCode = "409", description = "It is no longer the caller's; nothing is to be done")
    public Uni<Void> release(
            @Parameter(example = "nightly-report") @RestPath String name,
            @Parameter(description = "Of whoever took it", example = "0d0f6e0c-7c3c-4b1b-9d5a-0f6a5e0f3c11") @RestQuery
                    String token) {
        return locks.release(nameOf(name), Ids.check("token", token))
                .invoke(released -> {
                    if (!released) {
                        throw new ConflictException(NOT_HELD);
                    }
                })
                .replaceWithVoid();
    }

    @GET
    @Operation(summary = "Look at a lock", description = "For people; by the time it is read it may be another's.")
    @APIResponse(responseCode = "200", description = "The lock as it is now")
    public Uni<LockStatus> look(@Parameter(example = "nightly-report") @RestPath String name) {
        return locks.look(Ids.check("name", name));
    }
}
