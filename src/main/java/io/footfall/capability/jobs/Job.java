package io.footfall.capability.jobs;

import java.time.Instant;

/**
 * A claimed job.
 *
 * @param id its id
 * @param payload JSON for the worker
 * @param attempt number of this try, from 1
 * @param maxTries maximum number of tries
 * @param priority 0 to 9
 * @param token identifies this claim; the worker passes it to complete, fail or extend the job
 * @param visibleUntil end of the visibility timeout: when the job is handed out again, unless it was completed, failed
 *     or extended
 */
public record Job(
        String id, String payload, int attempt, int maxTries, int priority, String token, Instant visibleUntil) {}
