package io.footfall.capability.notifications;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.footfall.platform.web.RawJson;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A notification in a user's inbox.
 *
 * @param id id of the notification
 * @param seq sequence number in the inbox, in the order of delivery
 * @param type category that preferences can mute
 * @param title one line
 * @param body text, or null
 * @param data machine-readable payload as JSON, or null
 * @param createdAt time of delivery
 * @param readAt when it was marked as read; null if unread
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record Notification(
        UUID id,

        @Schema(description = "Its number in the inbox; as Last-Event-ID a stream goes on from it", examples = "7")
        long seq,

        @Schema(examples = "comment") String type,
        @Schema(examples = "Ada answered you") String title,
        @Schema(examples = "I had not thought of that.") String body,

        @JsonRawValue
        @JsonDeserialize(using = RawJson.Stored.class)
        @Schema(implementation = Object.class, examples = "{\"storyId\": \"s1\"}")
        String data,

        @Schema(description = "When it was delivered") Instant createdAt,
        @Schema(description = "Missing: it is unread") Instant readAt) {}
