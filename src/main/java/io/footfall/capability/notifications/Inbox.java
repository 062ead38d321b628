package io.footfall.capability.notifications;

/**
 * What an inbox stands at.
 *
 * @param userId whose it is
 * @param lastSeq number of the latest notification, 0 before the first
 * @param unread how many are unread
 * @param version grows with every change
 */
record Inbox(String userId, long lastSeq, long unread, long version) {

    static Inbox empty(String userId) {
        return new Inbox(userId, 0, 0, 0);
    }
}
