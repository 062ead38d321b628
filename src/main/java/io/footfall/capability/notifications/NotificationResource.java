package io.footfall.capability.notifications;

import io.footfall.capability.idempotency.Idempotent;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.web.InvalidInputException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** HTTP endpoint where services create notifications. */
@Path("/api/notifications")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SERVICE)
@Tag(name = "Notifications", description = "Inboxes of users, told live")
class NotificationResource {

    private final Notifier notifier;
    private final Clock clock;

    NotificationResource(Notifier notifier, Clock clock) {
        this.notifier = notifier;
        this.clock = clock;
    }

    /** The results for several recipients, in the order of the request, without repeated recipients. */
    @RegisterForReflection
    record Creations(List<Creation> items) {}

    @POST
    @Idempotent
    @Operation(
            summary = "Notify",
            description =
                    "One user, or up to 1,000 (`userIds`), each once. In quiet hours it is delivered when they are over."
                            + " Whoever may have to send it again gives it a `dedupeKey`. Answers one item, or, to `userIds`,"
                            + " `items` in their order.")
    @APIResponse(
            responseCode = "201",
            description = "It is in the inbox, or scheduled; of many: for one of them at least",
            content = @Content(schema = @Schema(implementation = Creation.class)))
    @APIResponse(
            responseCode = "200",
            description = "Nothing was created: muted, there under its key, or, of many, refused",
            content = @Content(schema = @Schema(implementation = Creation.class)))
    @APIResponse(responseCode = "429", description = "The one recipient is over the limit of the policy notification")
    public Uni<RestResponse<Object>> create(NotificationInput input) {
        if (input == null) {
            throw new InvalidInputException("body", "is missing");
        }
        List<String> recipients = input.recipients();
        Notifier.Order order = input.order(clock.instant());
        return input.isForMany()
                ? notifier.create(order, recipients).map(done -> answer(recipients, done))
                : notifier.create(order, recipients.get(0)).map(done -> answer(done, done.isNew()));
    }

    private static RestResponse<Object> answer(List<String> recipients, Map<String, Creation> done) {
        return answer(
                new Creations(recipients.stream().distinct().map(done::get).toList()),
                done.values().stream().anyMatch(Creation::isNew));
    }

    private static RestResponse<Object> answer(Object body, boolean isNew) {
        return RestResponse.status(isNew ? RestResponse.Status.CREATED : RestResponse.Status.OK, body);
    }
}
