package io.footfall.capability.notifications;

import io.footfall.capability.cache.CacheAnswers;
import io.footfall.capability.ratelimit.RateLimited;
import io.footfall.platform.identity.Caller;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.identity.Viewers;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.Page;
import io.footfall.platform.web.UnknownItemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** HTTP endpoints for the inbox of the calling user. No caller can access the inbox of another user. */
@Path("/api/notifications")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.READER)
@Tag(name = "Notifications")
class InboxResource {

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final String OVER_LIMIT = "Over the limit of the policy api";
    private static final String NOT_THERE = "The caller has no such notification";

    private final Inboxes inboxes;
    private final Viewers viewers;

    InboxResource(Inboxes inboxes, Viewers viewers) {
        this.inboxes = inboxes;
        this.viewers = viewers;
    }

    /** A page of an inbox. Used only in the OpenAPI description. */
    record InboxPage(List<Notification> items, String nextCursor) {}

    private Uni<String> userOf(HttpServerRequest request) {
        return viewers.callerOf(request).map(Caller::userId);
    }

    @GET
    @RateLimited("api")
    @Operation(summary = "List the caller's notifications", description = "The latest first, paged by cursor.")
    @APIResponse(
            responseCode = "200",
            description = "A page of notifications",
            content = @Content(schema = @Schema(implementation = InboxPage.class)))
    @APIResponse(responseCode = "429", description = OVER_LIMIT)
    public Uni<RestResponse<byte[]>> list(
            @Parameter(
                            description = "true: unread ones alone",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @RestQuery
                    @DefaultValue("false")
                    String unread,
            @Parameter(description = "1 to 100", schema = @Schema(type = SchemaType.INTEGER, defaultValue = "20"))
                    @RestQuery
                    @DefaultValue("20")
                    String limit,
            @Parameter(description = "nextCursor of the page before") @RestQuery String cursor,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @Context HttpServerRequest request) {
        InboxStore.Which which = whichOf(unread);
        int most = Page.limitOf(limit);
        return userOf(request)
                .chain(user -> inboxes.list(user, which, most, cursor))
                .map(cached -> CacheAnswers.of(cached, ifNoneMatch, CacheAnswers.Audience.CALLER));
    }

    private static InboxStore.Which whichOf(String unread) {
        return switch (unread) {
            case "true" -> InboxStore.Which.UNREAD;
            case "false" -> InboxStore.Which.ALL;
            default -> throw new InvalidInputException("unread", "takes true or false");
        };
    }

    @GET
    @Path("/unread-count")
    @RateLimited("api")
    @Operation(
            summary = "Count the caller's unread notifications",
            description = "For a badge; a stream keeps it up to date.")
    @APIResponse(
            responseCode = "200",
            description = "The count",
            content = @Content(schema = @Schema(implementation = Inboxes.UnreadCount.class)))
    @APIResponse(responseCode = "429", description = OVER_LIMIT)
    public Uni<RestResponse<byte[]>> unreadCount(
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch, @Context HttpServerRequest request) {
        return userOf(request)
                .chain(inboxes::unread)
                .map(cached -> CacheAnswers.of(cached, ifNoneMatch, CacheAnswers.Audience.CALLER));
    }

    @POST
    @Path("/{id}/read")
    @RateLimited("api")
    @Operation(
            summary = "Mark a notification as read",
            description = "However often it is sent; the first time counts.")
    @APIResponse(responseCode = "200", description = "What is unread now")
    @APIResponse(responseCode = "404", description = NOT_THERE)
    @APIResponse(responseCode = "429", description = OVER_LIMIT)
    public Uni<Inboxes.UnreadCount> read(
            @Parameter(example = "6f1c0a52-6b0e-4e0a-9f57-1d1a4a2b7c11") @RestPath String id,
            @Context HttpServerRequest request) {
        UUID notification = idOf(id);
        return userOf(request).chain(user -> inboxes.read(user, notification));
    }

    @POST
    @Path("/read-all")
    @RateLimited("api")
    @Operation(summary = "Mark all notifications as read", description = "All that there are at this moment.")
    @APIResponse(responseCode = "200", description = "What is unread now: what came meanwhile")
    @APIResponse(responseCode = "429", description = OVER_LIMIT)
    public Uni<Inboxes.UnreadCount> readAll(@Context HttpServerRequest request) {
        return userOf(request).chain(inboxes::readAll);
    }

    @DELETE
    @Path("/{id}")
    @RateLimited("api")
    @Operation(summary = "Delete a notification", description = "For good.")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = NOT_THERE)
    @APIResponse(responseCode = "429", description = OVER_LIMIT)
    public Uni<Void> delete(
            @Parameter(example = "6f1c0a52-6b0e-4e0a-9f57-1d1a4a2b7c11") @RestPath String id,
            @Context HttpServerRequest request) {
        UUID notification = idOf(id);
        return userOf(request).chain(user -> inboxes.delete(user, notification));
    }

    /** Parses the id of a notification. A valid id that is not a UUID is treated as an unknown notification (404). */
    private static UUID idOf(String id) {
        if (!UUID_TEXT.matcher(Ids.check("id", id)).matches()) {
            throw new UnknownItemException("notification");
        }
        return UUID.fromString(id);
    }
}
