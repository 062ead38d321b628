package io.footfall.capability.notifications;

import java.time.Instant;
import java.util.UUID;

/**
 * The content of a notification, without a recipient.
 *
 * @param type category that preferences can mute, an id
 * @param title one line, 1 to 200 characters
 * @param body text of at most 4,000 characters, or null
 * @param data machine-readable payload as JSON, or null
 */
record Draft(String type, String title, String body, String data) {

    Notification delivered(UUID id, long seq, Instant at) {
        return new Notification(id, seq, type, title, body, data, at, null);
    }
}
