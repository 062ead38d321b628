package io.footfall.capability.flags;

import com.fasterxml.jackson.databind.util.RawValue;
import io.footfall.capability.cache.CacheAnswers;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.identity.Viewers;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.Page;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The REST API for platform settings. */
@Path("/api/settings")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SERVICE)
@Tag(name = "Flags and settings")
class SettingResource {

    private static final int LONGEST_VALUE = 8 * 1_024;
    private static final String EXAMPLE = "{\"theme\": \"dark\", \"mostUploads\": 5}";

    private final Settings settings;
    private final AuditLog auditLog;
    private final Viewers viewers;
    private final Clock clock;

    SettingResource(Settings settings, AuditLog auditLog, Viewers viewers, Clock clock) {
        this.settings = settings;
        this.auditLog = auditLog;
        this.viewers = viewers;
        this.clock = clock;
    }

    @GET
    @Operation(summary = "Read the settings", description = "All of them, by name.")
    @APIResponse(
            responseCode = "200",
            description = "Names and values",
            content = @Content(schema = @Schema(implementation = Object.class, examples = EXAMPLE)))
    public Uni<RestResponse<byte[]>> read(@RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch) {
        return settings.read().map(cached -> CacheAnswers.of(cached, ifNoneMatch, CacheAnswers.Audience.CALLER));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Write some settings",
            description =
                    "Those that are named, all or none; null deletes one. At most 200 altogether, each up to 8 KiB of JSON. All replicas"
                            + " see it within a second, and the changes are written down.")
    @RequestBody(content = @Content(schema = @Schema(implementation = Object.class, examples = EXAMPLE)))
    @APIResponse(
            responseCode = "200",
            description = "All settings as they are now",
            content = @Content(schema = @Schema(implementation = Object.class, examples = EXAMPLE)))
    public Uni<Map<String, RawValue>> write(
            Map<String, RawValue> some,
            @Parameter(description = "Who changes them, for the audit", example = "ada") @RestQuery String by,
            @Context HttpServerRequest request) {
        check(some);
        return viewers.callerOf(request)
                .chain(caller -> settings.write(
                        some, AuditActor.of(caller, by), clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }

    private static void check(Map<String, RawValue> some) {
        if (some == null || some.isEmpty() || some.size() > Settings.MOST) {
            throw new InvalidInputException("body", "takes 1 to " + Settings.MOST + " names and values");
        }
        some.forEach((name, value) -> {
            Ids.check("name", name);
            if (value != null && Settings.textOf(value).length() > LONGEST_VALUE) {
                throw new InvalidInputException(name, "takes JSON of up to " + LONGEST_VALUE + " characters");
            }
        });
    }

    @GET
    @Path("/{name}/changes")
    @Operation(
            summary = "See who changed a setting",
            description = "The latest change first; also of one that was deleted.")
    @APIResponse(
            responseCode = "200",
            description = "A page of changes",
            content = @Content(schema = @Schema(implementation = FlagResource.ChangePage.class)))
    public Uni<Page<AuditEntry>> changes(
            @Parameter(example = "theme") @RestPath String name,
            @Parameter(description = "1 to 100", schema = @Schema(type = SchemaType.INTEGER, defaultValue = "20"))
                    @RestQuery
                    @DefaultValue("20")
                    String limit,
            @Parameter(description = "nextCursor of the page before") @RestQuery String cursor) {
        return auditLog.of(AuditLog.Kind.SETTING, Ids.check("name", name), Page.limitOf(limit), cursor);
    }
}
