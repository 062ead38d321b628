package io.footfall.capability.notifications;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.RawJson;
import io.footfall.platform.web.Times;
import io.footfall.platform.web.UserIds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The request body of a service that creates a notification.
 *
 * @param userId the recipient; either this or userIds
 * @param userIds the recipients, 1 to 1,000
 * @param type an id
 * @param title 1 to 200 characters
 * @param body at most 4,000 characters
 * @param data any JSON of at most 8 KiB
 * @param deliverAt time of delivery, at most 366 days ahead; null or a past time for now
 * @param dedupeKey an id, or null
 */
record NotificationInput(
        @Schema(description = "Who gets it; this or `userIds`", pattern = UserIds.PATTERN, examples = "u1")
        String userId,

        @Schema(description = "Who all get it, 1 to 1,000; this or `userId`", examples = "[\"u1\", \"u2\"]")
        List<String> userIds,

        @Schema(
                required = true,
                description = "What it is about, as preferences name it",
                pattern = Ids.PATTERN,
                examples = "comment")
        String type,

        @Schema(required = true, minLength = 1, maxLength = 200, examples = "Ada answered you")
        String title,

        @Schema(maxLength = 4_000, examples = "I had not thought of that.")
        String body,

        @Schema(
                implementation = Object.class,
                description = "Any JSON of up to 8 KiB",
                examples = "{\"storyId\": \"s1\"}")
        @JsonDeserialize(using = RawJson.class)
        String data,

        @Schema(description = "When it is delivered; now where nothing is said or that is past, up to 366 days ahead")
        Instant deliverAt,

        @Schema(
                description = "Of several under one key a user gets the first",
                pattern = Ids.PATTERN,
                examples = "comment-42")
        String dedupeKey) {

    private static final int MOST_USERS = 1_000;
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_BODY = 4_000;
    private static final int LONGEST_DATA = 8 * 1_024;
    private static final Duration LONGEST_DELAY = Duration.ofDays(366);
    private static final String NULL = "null";

    boolean isForMany() {
        return userIds != null;
    }

    /** Validates and returns the recipients. */
    List<String> recipients() {
        if ((userId == null) == (userIds == null)) {
            throw new InvalidInputException("userId", "or userIds is needed, and not both");
        }
        if (!isForMany()) {
            return List.of(UserIds.check("userId", userId));
        }
        if (userIds.isEmpty() || userIds.size() > MOST_USERS) {
            throw new InvalidInputException("userIds", "takes 1 to " + MOST_USERS + " ids");
        }
        for (int i = 0; i < userIds.size(); i++) {
            UserIds.check("userIds[" + i + "]", userIds.get(i));
        }
        return userIds;
    }

    /** Validates the content and returns it as an order. */
    Notifier.Order order(Instant now) {
        String json = NULL.equals(data) ? null : data;
        if (json != null && json.length() > LONGEST_DATA) {
            throw new InvalidInputException("data", "takes JSON of up to " + LONGEST_DATA + " characters");
        }
        if (deliverAt != null && Times.check("deliverAt", deliverAt).isAfter(now.plus(LONGEST_DELAY))) {
            throw new InvalidInputException("deliverAt", "takes a time up to 366 days ahead");
        }
        return new Notifier.Order(
                new Draft(Ids.check("type", type), checkedTitle(), checkedBody(), json),
                Optional.ofNullable(deliverAt),
                Optional.ofNullable(dedupeKey).map(key -> Ids.check("dedupeKey", key)));
    }

    private String checkedTitle() {
        if (title == null || title.isBlank() || title.length() > LONGEST_TITLE) {
            throw new InvalidInputException("title", "takes 1 to " + LONGEST_TITLE + " characters");
        }
        return title;
    }

    private String checkedBody() {
        if (body != null && body.length() > LONGEST_BODY) {
            throw new InvalidInputException("body", "takes up to " + LONGEST_BODY + " characters");
        }
        return body;
    }
}
