package io.footfall.capability.notifications;

import java.time.Instant;
import java.util.UUID;

/**
 * What is to be told, to whomever.
 *
 * @param type what it is about, an id
 * @param title one line, 1 to 200 characters
 * @param body more, up to 4,000 characters; null where there is none
 * @param data for programs, JSON; null where there is none
 */
record Draft(String type, String title, String body, String data) {

    Notification delivered(UUID id, long seq, Instant at) {
        return new Notification(id, seq, type, title, body, data, at, null);
    }
}
