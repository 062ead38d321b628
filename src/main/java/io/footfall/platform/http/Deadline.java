package io.footfall.platform.http;

import java.util.concurrent.TimeUnit;

/**
 * The phase of a connection, and the time at which that phase ends. Times are values of {@link System#nanoTime} that
 * the caller passes in.
 */
final class Deadline {

    /** The event that the connection waits for. */
    enum Phase {
        /** The response of the service. This phase has no timeout. */
        ANSWER,
        /** The rest of a request head. */
        HEAD,
        /** The rest of a request body. */
        BODY,
        /** The next request. */
        IDLE,
        /** The client receives its last response and closes the connection. */
        CLOSE
    }

    private final HttpTimeouts timeouts;
    private final long closeNanos;

    private Phase phase = Phase.ANSWER;
    private long at;

    Deadline(HttpTimeouts timeouts, long closeNanos) {
        this.timeouts = timeouts;
        this.closeNanos = closeNanos;
    }

    Phase phase() {
        return phase;
    }

    boolean isRunning() {
        return phase != Phase.ANSWER;
    }

    void begin(Phase next, long now) {
        phase = next;
        at = now + lengthOf(next);
    }

    /**
     * Extends the deadline by the time that {@code bytes} take at the minimum rate, to at most the body timeout from
     * now. A body that arrives at the minimum rate or faster never times out.
     */
    void bodyProgressed(long bytes, long now) {
        long earned = TimeUnit.SECONDS.toNanos(1) / HttpTimeouts.MIN_BYTES_PER_SECOND * bytes;
        at = Math.min(now + lengthOf(Phase.BODY), at + earned);
    }

    /** Starts the timeout of the current phase again, because the service itself had paused reading. */
    void restart(long now) {
        at = now + lengthOf(phase);
    }

    /** Nanoseconds until the deadline; zero or negative if the deadline has passed. */
    long remaining(long now) {
        return at - now;
    }

    private long lengthOf(Phase of) {
        return switch (of) {
            case ANSWER -> 0;
            case HEAD -> timeouts.head().toNanos();
            case BODY -> timeouts.body().toNanos();
            case IDLE -> timeouts.idle().toNanos();
            case CLOSE -> closeNanos;
        };
    }
}
