package io.footfall.capability.notifications;

/** This replica holds as many streams as it may, or is about to end. */
final class StreamsExhaustedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StreamsExhaustedException() {
        super("This replica takes no more streams; try again.");
    }
}
