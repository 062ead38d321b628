package io.footfall.capability.notifications;

/** What a stream tells its client. */
sealed interface StreamEvent {

    /**
     * The stream begins.
     *
     * @param seq what the client goes on from where it loses the connection before anything else comes
     */
    record Opened(long seq) implements StreamEvent {}

    /**
     * A notification.
     *
     * @param seq its number
     * @param json the notification as it is listed
     */
    record Told(long seq, String json) implements StreamEvent {}

    /**
     * The unread count changed.
     *
     * @param unread the count
     */
    record Count(long unread) implements StreamEvent {}

    /** Nothing happened, and the stream is there. */
    record Heartbeat() implements StreamEvent {}
}
