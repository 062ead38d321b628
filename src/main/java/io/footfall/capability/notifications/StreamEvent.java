package io.footfall.capability.notifications;

/** An event that a stream sends to its client. */
sealed interface StreamEvent {

    /**
     * The stream has begun.
     *
     * @param seq sequence number from which the client resumes if it loses the connection before the first notification
     */
    record Opened(long seq) implements StreamEvent {}

    /**
     * A notification.
     *
     * @param seq sequence number of the notification
     * @param json the notification, in the same format as in lists
     */
    record Told(long seq, String json) implements StreamEvent {}

    /**
     * The unread count changed.
     *
     * @param unread the new count
     */
    record Count(long unread) implements StreamEvent {}

    /** Sent if there is nothing else to send, to keep the connection alive. */
    record Heartbeat() implements StreamEvent {}
}
