package io.footfall.capability.flags;

import io.footfall.platform.identity.Caller;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.identity.Viewers;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.Page;
import io.footfall.platform.web.UserIds;
import io.quarkus.security.ForbiddenException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The REST API for feature flags. */
@Path("/api/flags")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SERVICE)
@Tag(name = "Flags and settings", description = "True in Postgres, cached, audited")
class FlagResource {

    private static final int ALL = 100;
    private static final int LONGEST_DESCRIPTION = 500;
    private static final String NONE_SUCH = "There is no such flag";

    private final Flags flags;
    private final FeatureToggles toggles;
    private final AuditLog auditLog;
    private final Viewers viewers;
    private final Clock clock;

    FlagResource(Flags flags, FeatureToggles toggles, AuditLog auditLog, Viewers viewers, Clock clock) {
        this.flags = flags;
        this.toggles = toggles;
        this.auditLog = auditLog;
        this.viewers = viewers;
        this.clock = clock;
    }

    /** The new state of a flag. */
    record Input(
            @Schema(required = true, description = "Whether it is on for anybody")
            Boolean enabled,

            @Schema(
                    description = "For how many of a hundred users it is on then, 0 to 100; 100 where nothing is said",
                    examples = "25")
            Integer percentage,

            @Schema(maxLength = 500, examples = "The editor of 2027")
            String description,

            @Schema(description = "Who changes it, for the audit", pattern = Ids.PATTERN, examples = "ada")
            String by) {

        Flag checked(String name, String changedBy, Instant now) {
            int share = percentage == null ? ALL : percentage;
            String text = description == null ? "" : description;
            if (enabled == null) {
                throw new InvalidInputException("enabled", "takes true or false");
            }
            if (share < 0 || share > ALL) {
                throw new InvalidInputException("percentage", "takes 0 to " + ALL);
            }
            if (text.length() > LONGEST_DESCRIPTION) {
                throw new InvalidInputException("description", "takes up to " + LONGEST_DESCRIPTION + " characters");
            }
            return new Flag(name, enabled, share, text, now, changedBy);
        }
    }

    /** A flag, and whether it is on for the requested user. */
    record Answer(
            @Schema(examples = "new-editor") String name,

            @Schema(description = "For the user, or, without one, for all")
            boolean on,

            boolean enabled,
            @Schema(examples = "25") int percentage,
            String description,
            Instant changedAt,
            @Schema(examples = "service:ada") String changedBy) {

        static Answer of(Flag flag, boolean on) {
            return new Answer(
                    flag.name(),
                    on,
                    flag.enabled(),
                    flag.percentage(),
                    flag.description(),
                    flag.changedAt(),
                    flag.changedBy());
        }
    }

    /** A page of flags, only for the OpenAPI document. */
    record FlagPage(List<Flag> items, String nextCursor) {}

    /** A page of changes, only for the OpenAPI document. */
    record ChangePage(List<AuditEntry> items, String nextCursor) {}

    @GET
    @Operation(summary = "List the flags", description = "By name, paged by cursor.")
    @APIResponse(
            responseCode = "200",
            description = "A page of flags",
            content = @Content(schema = @Schema(implementation = FlagPage.class)))
    public Uni<Page<Flag>> list(
            @Parameter(description = "1 to 100", schema = @Schema(type = SchemaType.INTEGER, defaultValue = "20"))
                    @RestQuery
                    @DefaultValue("20")
                    String limit,
            @Parameter(description = "nextCursor of the page before") @RestQuery String cursor) {
        return flags.page(Page.limitOf(limit), cursor);
    }

    @GET
    @Path("/{name}")
    @Operation(
            summary = "Read a flag",
            description =
                    "`on` is for the user that is named: always the same for a user, but for a change of the percentage.")
    @APIResponse(responseCode = "200", description = "The flag")
    @APIResponse(responseCode = "404", description = NONE_SUCH)
    public Uni<Answer> read(
            @Parameter(example = "new-editor") @RestPath String name,
            @Parameter(
                            description = "For whom `on` is answered",
                            example = "u1",
                            schema = @Schema(pattern = UserIds.PATTERN))
                    @RestQuery
                    String userId) {
        Ids.check("name", name);
        String user = userId == null ? null : UserIds.check("userId", userId);
        return flags.read(name)
                .map(cached -> cached.orElseThrow(IllegalStateException::new))
                .map(flag -> Answer.of(flag, user == null ? flag.isOnForAll() : flag.isOnFor(user)));
    }

    @PUT
    @Path("/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Write a flag",
            description =
                    "All of it. All replicas see it within a second, and the change is written down. Flags that turn Footfall itself are an"
                            + " operator's alone.")
    @APIResponse(responseCode = "200", description = "It is so now")
    @APIResponse(responseCode = "201", description = "There was none of that name")
    public Uni<RestResponse<Flag>> write(
            @Parameter(example = "new-editor") @RestPath String name, Input input, @Context HttpServerRequest request) {
        Ids.check("name", name);
        Input said = input == null ? new Input(null, null, null, null) : input;
        return writer(name, request)
                .map(caller -> said.checked(
                        name, AuditActor.of(caller, said.by()), clock.instant().truncatedTo(ChronoUnit.MILLIS)))
                .chain(flag -> flags.write(flag)
                        .map(isNew -> RestResponse.status(
                                isNew ? RestResponse.Status.CREATED : RestResponse.Status.OK, flag)));
    }

    @DELETE
    @Path("/{name}")
    @Operation(summary = "Delete a flag", description = "Its changes stay.")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = NONE_SUCH)
    public Uni<Void> delete(
            @Parameter(example = "new-editor") @RestPath String name,
            @Parameter(description = "Who deletes it, for the audit", example = "ada") @RestQuery String by,
            @Context HttpServerRequest request) {
        Ids.check("name", name);
        return writer(name, request).chain(caller -> flags.delete(name, AuditActor.of(caller, by)));
    }

    /**
     * Returns the caller if it may write the flag. Only operators may write a flag that controls a feature of this
     * service.
     */
    private Uni<Caller> writer(String name, HttpServerRequest request) {
        return viewers.callerOf(request).invoke(caller -> {
            if (toggles.areTurnedBy(name) && !caller.roles().contains(Roles.OPERATOR)) {
                throw new ForbiddenException();
            }
        });
    }

    @GET
    @Path("/{name}/changes")
    @Operation(
            summary = "See who changed a flag",
            description = "The latest change first; also of one that was deleted.")
    @APIResponse(
            responseCode = "200",
            description = "A page of changes",
            content = @Content(schema = @Schema(implementation = ChangePage.class)))
    public Uni<Page<AuditEntry>> changes(
            @Parameter(example = "new-editor") @RestPath String name,
            @Parameter(description = "1 to 100", schema = @Schema(type = SchemaType.INTEGER, defaultValue = "20"))
                    @RestQuery
                    @DefaultValue("20")
                    String limit,
            @Parameter(description = "nextCursor of the page before") @RestQuery String cursor) {
        return auditLog.of(AuditLog.Kind.FLAG, Ids.check("name", name), Page.limitOf(limit), cursor);
    }
}
