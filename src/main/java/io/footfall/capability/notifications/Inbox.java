package io.footfall.capability.notifications;

/**
 * The state of an inbox.
 *
 * @param userId the owner
 * @param lastSeq sequence number of the latest notification, 0 if there was none yet
 * @param unread number of unread notifications
 * @param version grows with every change
 */
record Inbox(String userId, long lastSeq, long unread, long version) {

    static Inbox empty(String userId) {
        return new Inbox(userId, 0, 0, 0);
    }
}
