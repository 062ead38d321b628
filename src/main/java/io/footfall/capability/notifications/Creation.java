package io.footfall.capability.notifications;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of a notification for one recipient.
 *
 * @param userId the recipient
 * @param state what became of it
 * @param id the notification; of a duplicate the one that was first; null where there is none
 * @param seq its number in the inbox, where it is there
 * @param deliverAt when it will be delivered, where it is scheduled
 * @param retryAfter seconds to wait, where the recipient's limit was exceeded
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

    /** What becomes of a notification. */
    enum State {
        /** It is in the inbox. */
        DELIVERED,
        /** It will be, later. */
        SCHEDULED,
        /** The recipient does not want such ones. */
        MUTED,
        /** It was created before under the same key. */
        DUPLICATE,
        /** The recipient gets too many. */
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
