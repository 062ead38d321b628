package io.footfall.capability.jobs;

import java.time.Instant;

/**
 * A job that was claimed.
 *
 * @param id its id
 * @param payload what the worker is told, JSON
 * @param attempt the number of this try, from 1
 * @param maxTries how often it is tried
 * @param priority 0 to 9
 * @param token shows that this claim is meant
 * @param visibleUntil when it is handed to somebody else, unless it was completed, failed or extended
 */
public record Job(
        String id, String payload, int attempt, int maxTries, int priority, String token, Instant visibleUntil) {}
