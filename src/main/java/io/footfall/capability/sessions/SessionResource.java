package io.footfall.capability.sessions;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.footfall.capability.idempotency.Idempotent;
import io.footfall.capability.ratelimit.RateLimited;
import io.footfall.platform.identity.Caller;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.identity.Viewers;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.RawJson;
import io.footfall.platform.web.UserIds;
import io.quarkus.security.ForbiddenException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** The REST API for sessions of readers and services. */
@Path("/api/sessions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.READER, Roles.SERVICE})
@Tag(name = "Coordination")
class SessionResource {

    private static final String NONE_SUCH = "The caller has no such session";
    private static final String OVER_LIMIT = "Over the limit of the policy api";
    private static final String EXAMPLE = "pN0t8Zc3bG2m1hY7sQ4kXw9uVr6eJd5aLfTiOoBzCyE";
    private static final int SHORTEST_SECONDS = 900;
    private static final int LONGEST_SECONDS = 86_400;
    private static final int USUAL_SECONDS = 3_600;
    private static final int LONGEST_DATA = 16 * 1_024;
    private static final String NOTHING = "null";

    private final Sessions sessions;
    private final Viewers viewers;

    SessionResource(Sessions sessions, Viewers viewers) {
        this.sessions = sessions;
        this.viewers = viewers;
    }

    /** A session to be created. */
    record Input(
            @Schema(required = true, description = "What it is for", pattern = Ids.PATTERN, examples = "checkout")
            String type,

            @Schema(implementation = Object.class, description = "Any JSON of up to 16 KiB", examples = "{\"step\": 1}")
            @JsonDeserialize(using = RawJson.class)
            String data,

            @Schema(description = "900 to 86400, 3600 where nothing is said", examples = "3600")
            Integer ttlSeconds,

            @Schema(description = "Whether each read makes it last its whole time again; true where nothing is said")
            Boolean sliding,

            @Schema(
                    description = "Whose it is, from a service; its own where nothing is said",
                    pattern = UserIds.PATTERN,
                    examples = "u1")
            String userId) {

        NewSession checked(Caller caller) {
            return new NewSession(
                    ownerFor(caller),
                    Ids.check("type", type),
                    dataOf(data),
                    timeToLive(ttlSeconds).orElse(Duration.ofSeconds(USUAL_SECONDS)),
                    sliding == null || sliding);
        }

        private Owner ownerFor(Caller caller) {
            if (userId == null) {
                return Owner.of(caller);
            }
            if (!caller.isService() && !userId.equals(caller.name())) {
                throw new ForbiddenException();
            }
            return Owner.user(UserIds.check("userId", userId));
        }
    }

    /** New data of a session. */
    record Written(
            @Schema(
                    required = true,
                    implementation = Object.class,
                    description = "Any JSON of up to 16 KiB",
                    examples = "{\"step\": 2}")
            @JsonDeserialize(using = RawJson.class)
            String data) {}

    /** A new time to live. */
    record Extended(
            @Schema(
                    description = "From now on, 900 to 86400; as long as before where nothing is said",
                    examples = "3600")
            Integer ttlSeconds) {}

    private static String dataOf(String data) {
        String json = data == null ? NOTHING : data;
        if (json.getBytes(StandardCharsets.UTF_8).length > LONGEST_DATA) {
            throw new InvalidInputException("data", "takes JSON of up to " + LONGEST_DATA + " bytes");
        }
        return json;
    }

    private static Optional<Duration> timeToLive(Integer seconds) {
        if (seconds != null && (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS)) {
            throw new InvalidInputException("ttlSeconds", "takes " + SHORTEST_SECONDS + " to " + LONGEST_SECONDS);
        }
        return Optional.ofNullable(seconds).map(Duration::ofSeconds);
    }

    private Uni<Owner> ownerOf(HttpServerRequest request) {
        return viewers.callerOf(request).map(Owner::usedBy);
    }

    @POST
    @Idempotent
    @RateLimited("api")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Begin a session",
            description =
                    "Of the caller, or, from a service, of a user. Where that user has SESSIONS_PER_USER (50) of them, the"
                            + " oldest one ends. Takes an Idempotency-Key.")
    @APIResponse(responseCode = "201", description = "It begins; its id is a secret")
    @APIResponse(responseCode = "429", description = OVER_LIMIT)
    public Uni<RestResponse<Session>> create(Input input, @Context HttpServerRequest request) {
        Input said = input == null ? new Input(null, null, null, null, null) : input;
        return viewers.callerOf(request)
                .chain(caller -> sessions.create(said.checked(caller)))
                .map(session -> RestResponse.status(RestResponse.Status.CREATED, session));
    }

    @GET
    @Path("/{id}")
    @RateLimited("api")
    @Operation(summary = "Read a session", description = "One that slides lasts its whole time again.")
    @APIResponse(responseCode = "200", description = "The session")
    @APIResponse(responseCode = "404", description = NONE_SUCH)
    @APIResponse(responseCode = "429", description = OVER_LIMIT)
    public Uni<Session> read(@Parameter(example = EXAMPLE) @RestPath String id, @Context HttpServerRequest request) {
        Ids.check("id", id);
        return ownerOf(request).chain(owner -> sessions.read(id, owner));
    }

    @PUT
    @Path("/{id}")
    @RateLimited("api")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Write a session's data", description = "All of it.")
    @APIResponse(responseCode = "200", description = "The session as it is now")
    @APIResponse(responseCode = "404", description = NONE_SUCH)
    @APIResponse(responseCode = "429", description = OVER_LIMIT)
    public Uni<Session> write(
            @Parameter(example = EXAMPLE) @RestPath String id, Written written, @Context HttpServerRequest request) {
        Ids.check("id", id);
        if (written == null || written.data() == null) {
            throw new InvalidInputException("data", "is missing");
        }
        String data = dataOf(written.data());
        return ownerOf(request).chain(owner -> sessions.write(id, owner, data));
    }

    @POST
    @Path("/{id}/extend")
    @RateLimited("api")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Extend a session", description = "Begins its time anew, or another one.")
    @APIResponse(responseCode = "200", description = "The session as it is now")
    @APIResponse(responseCode = "404", description = NONE_SUCH)
    @APIResponse(responseCode = "429", description = OVER_LIMIT)
    public Uni<Session> extend(
            @Parameter(example = EXAMPLE) @RestPath String id, Extended extended, @Context HttpServerRequest request) {
        Ids.check("id", id);
        Optional<Duration> time = timeToLive(extended == null ? null : extended.ttlSeconds());
        return ownerOf(request).chain(owner -> sessions.extend(id, owner, time));
    }

    @DELETE
    @Path("/{id}")
    @RateLimited("api")
    @Operation(summary = "End a session", description = "For good.")
    @APIResponse(responseCode = "204", description = "It is over")
    @APIResponse(responseCode = "404", description = NONE_SUCH)
    @APIResponse(responseCode = "429", description = OVER_LIMIT)
    public Uni<Void> delete(@Parameter(example = EXAMPLE) @RestPath String id, @Context HttpServerRequest request) {
        Ids.check("id", id);
        return ownerOf(request).chain(owner -> sessions.delete(id, owner));
    }
}
