package io.footfall.capability.notifications;

import java.time.Instant;
import java.util.UUID;

/**
 * Who is to get a notification.
 *
 * @param userId an id
 * @param id what the notification is called there
 * @param deliverAt when; null: now
 */
record Recipient(String userId, UUID id, Instant deliverAt) {

    static Recipient now(String userId) {
        return new Recipient(userId, UUID.randomUUID(), null);
    }

    Recipient at(Instant time) {
        return new Recipient(userId, id, time);
    }

    boolean isNow() {
        return deliverAt == null;
    }
}
