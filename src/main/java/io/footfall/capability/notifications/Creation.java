package io.footfall.capability.notifications;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The result of creating a notification for one recipient.
 *
 * @param userId the recipient
 * @param state the result
 * @param id id of the notification; for a duplicate, the id of the first notification; null if there is none or it is
 *     unknown
 * @param seq sequence number in the inbox, if delivered; otherwise null
 * @param deliverAt time of delivery, if scheduled; otherwise null
 * @param retryAfter seconds to wait, if the rate limit of the recipient is exceeded; otherwise null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection(ignoreNested = false)
record Creation(
        @Schema(examples = "u1") String userId,

        @Schema(
                implementation = String.class,
                enumeration = {"delivered", "scheduled", "muted", "duplicate", "refused"})
        State state,

        @Schema(description = "Of a duplicate: the first one's")
        UUID id,

        @Schema(description = "Its number in the inbox", examples = "7")
        Long seq,

        @Schema(description = "Where it is scheduled") Instant deliverAt,

        @Schema(description = "Seconds, where the recipient's limit was exceeded", examples = "12")
        Long retryAfter) {

    /** The result for a recipient. */
    enum State {
        /** The notification is in the inbox. */
        DELIVERED,
        /** The notification will be delivered later. */
        SCHEDULED,
        /** The recipient muted this type. Nothing was created. */
        MUTED,
        /** A notification with the same dedupe key exists. Nothing was created. */
        DUPLICATE,
        /** The rate limit of the recipient is exceeded. Nothing was created. */
        REFUSED;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Creation delivered(Delivered one) {
        return new Creation(
                one.inbox().userId(), State.DELIVERED, one.id(), one.inbox().lastSeq(), null, null);
    }

    static Creation scheduled(Recipient one) {
        return new Creation(one.userId(), State.SCHEDULED, one.id(), null, one.deliverAt(), null);
    }

    static Creation muted(String userId) {
        return new Creation(userId, State.MUTED, null, null, null, null);
    }

    static Creation duplicate(String userId, UUID first) {
        return new Creation(userId, State.DUPLICATE, first, null, null, null);
    }

    static Creation refused(String userId, long retryAfterSeconds) {
        return new Creation(userId, State.REFUSED, null, null, null, retryAfterSeconds);
    }

    boolean isNew() {
        return state == State.DELIVERED || state == State.SCHEDULED;
    }
}
