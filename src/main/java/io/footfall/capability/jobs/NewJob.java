package io.footfall.capability.jobs;

import io.footfall.platform.web.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A job to enqueue.
 *
 * @param id makes enqueueing idempotent: jobs with the same id are enqueued once; empty: an id is generated
 * @param payload JSON for the worker
 * @param priority 0 to 9; higher priorities are handed out first
 * @param runAt when the job becomes ready; empty: now
 * @param maxTries maximum number of tries, after which the job is dead; 1 or more
 * @param backoff pause before the second try; doubles with each further try
 */
public record NewJob(
        Optional<String> id, String payload, int priority, Optional<Instant> runAt, int maxTries, Duration backoff) {

    /**
     * Validates the job.
     *
     * @throws IllegalArgumentException where the priority or the number of tries is out of range, or the payload is
     *     blank
     */
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
     * A job that is ready now, with priority 5, at most five tries, and a pause of one second before the second try.
     *
     * @param payload JSON for the worker
     * @return the job
     */
    public static NewJob of(String payload) {
        return new NewJob(Optional.empty(), payload, USUAL_PRIORITY, Optional.empty(), USUAL_TRIES, USUAL_BACKOFF);
    }

    /**
     * Returns this job with an id.
     *
     * @param chosen the id
     * @return the job
     */
    public NewJob withId(String chosen) {
        return new NewJob(Optional.of(chosen), payload, priority, runAt, maxTries, backoff);
    }

    /**
     * Returns this job with a time at which it becomes ready.
     *
     * @param time when the job becomes ready
     * @return the job
     */
    public NewJob at(Instant time) {
        return new NewJob(id, payload, priority, Optional.of(time), maxTries, backoff);
    }
}
