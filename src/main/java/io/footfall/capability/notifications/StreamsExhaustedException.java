package io.footfall.capability.notifications;

/** This replica has reached its limit of streams or is shutting down. */
final class StreamsExhaustedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StreamsExhaustedException() {
        super("This replica takes no more streams; try again.");
    }
}
