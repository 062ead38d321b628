package io.footfall.capability.notifications;

import io.footfall.capability.ratelimit.RateLimited;
import io.footfall.platform.identity.Caller;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.identity.Viewers;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.LongOperations;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestResponse;

/** HTTP endpoint that streams the changes of the caller's inbox as server-sent events. */
@Path("/api/notifications/stream")
@RolesAllowed(Roles.READER)
@Tag(name = "Notifications")
class StreamResource {

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final LiveStreams streams;
    private final Viewers viewers;
    private final NotificationSettings settings;
    private final Clock clock;

    StreamResource(LiveStreams streams, Viewers viewers, NotificationSettings settings, Clock clock) {
        this.streams = streams;
        this.viewers = viewers;
        this.settings = settings;
        this.clock = clock;
    }

    static void takesLong(@Observes LongOperations operations) {
        operations.add("/api/notifications/stream");
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RateLimited("api")
    @Operation(
            summary = "Hear of the caller's notifications",
            description =
                    "Server-sent events: `notification` with the notification as it is listed and its `seq` as id,"
                            + " `unread-count` with `{\"unread\": 3}`; comments as heartbeats. Each is told once and in"
                            + " order; `Last-Event-ID` goes on after it. A stream ends when the token expires, after an"
                            + " hour, and when its client does not read.")
    @APIResponse(
            responseCode = "200",
            description = "Events until somebody ends it",
            content = @Content(schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "429", description = "Over the limit of the policy api")
    @APIResponse(responseCode = "503", description = "This replica takes no more streams, or Postgres is away")
    public Uni<RestResponse<LiveStream>> stream(
            @Parameter(description = "seq of the notification seen last", example = "7") @RestHeader(LAST_EVENT_ID)
                    String lastEventId,
            @Context HttpServerRequest request) {
        OptionalLong seen = seqIn(lastEventId);
        return viewers.callerOf(request)
                .chain(caller -> streams.open(termsOf(caller), seen))
                .map(StreamResource::answer);
    }

    /** Builds the response. Its headers disable buffering and caching, because a buffering proxy would delay events. */
    private static RestResponse<LiveStream> answer(LiveStream stream) {
        return RestResponse.ResponseBuilder.ok(stream)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private LiveStream.Terms termsOf(Caller caller) {
        if (!caller.expiresAt().isAfter(clock.instant())) {
            // Authentication accepts tokens up to a minute after they expire, because clocks differ. A stream with such
            // a token would end immediately, and the client would reconnect in a loop.
            throw new AuthenticationFailedException();
        }
        Instant latest = clock.instant().plus(settings.longestStream());
        return new LiveStream.Terms(caller.userId(), caller.expiresAt().isBefore(latest) ? caller.expiresAt() : latest);
    }

    private static OptionalLong seqIn(String lastEventId) {
        return lastEventId == null || lastEventId.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(NotificationSequence.parse(lastEventId)
                        .orElseThrow(() -> new InvalidInputException(
                                LAST_EVENT_ID, "takes the id of an event of this stream, a number")));
    }
}
