package io.footfall.capability.notifications;

import java.time.Instant;
import java.util.UUID;

/**
 * A recipient of a notification.
 *
 * @param userId an id
 * @param id id of this recipient's notification
 * @param deliverAt time of delivery; null for now
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
