package io.footfall.capability.jobs;

import io.footfall.platform.web.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A job to be enqueued.
 *
 * @param id makes enqueueing idempotent: of several with the same id there is one; empty: a new one each time
 * @param payload what the worker is told, JSON
 * @param priority 0 to 9; higher ones go first
 * @param runAt when it becomes ready; empty: now
 * @param maxTries how often it is tried before it is dead, 1 or more
 * @param backoff pause before the second try; doubles with each
 */
public record NewJob(
        Optional<String> id, String payload, int priority, Optional<Instant> runAt, int maxTries, Duration backoff) {

    /** Checks what is said. */
    public NewJob {
        id.ifPresent(chosen -> Ids.check("id", chosen));
        if (priority < 0 || priority > 9 || maxTries < 1 || payload.isBlank()) {
            throw new IllegalArgumentException("no job");
        }
    }

    static final int USUAL_PRIORITY = 5;
    static final int USUAL_TRIES = 5;
    static final Duration USUAL_BACKOFF = Duration.ofSeconds(1);

    /**
     * A job that is ready now, with usual priority, five tries, and a second before the second of them.
     *
     * @param payload what the worker is told, JSON
     * @return the job
     */
    public static NewJob of(String payload) {
        return new NewJob(Optional.empty(), payload, USUAL_PRIORITY, Optional.empty(), USUAL_TRIES, USUAL_BACKOFF);
    }

    /**
     * The same under an id.
     *
     * @param chosen the id
     * @return the job
     */
    public NewJob withId(String chosen) {
        return new NewJob(Optional.of(chosen), payload, priority, runAt, maxTries, backoff);
    }

    /**
     * The same, ready later.
     *
     * @param time when
     * @return the job
     */
    public NewJob at(Instant time) {
        return new NewJob(id, payload, priority, Optional.of(time), maxTries, backoff);
    }
}
