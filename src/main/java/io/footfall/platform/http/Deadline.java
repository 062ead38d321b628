package io.footfall.platform.http;

import java.util.concurrent.TimeUnit;

/** What one connection waits for, and until when. Times are those of {@link System#nanoTime}, and handed in. */
final class Deadline {

    /** What is waited for. */
    enum Phase {
        /** For the service: as long as it takes. */
        ANSWER,
        /** For the rest of a head. */
        HEAD,
        /** For the rest of a body. */
        BODY,
        /** For the next request. */
        IDLE,
        /** For the client to take its last answer and to close. */
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

    /** Some of a body came: what comes fast enough never uses up its time. */
    void bodyProgressed(long bytes, long now) {
        long earned = TimeUnit.SECONDS.toNanos(1) / HttpTimeouts.MIN_BYTES_PER_SECOND * bytes;
        at = Math.min(now + lengthOf(Phase.BODY), at + earned);
    }

    /** Nothing could come, because this service did not read. */
    void restart(long now) {
        at = now + lengthOf(phase);
    }

    /** Nanoseconds until then, none or less where the time is up. */
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
