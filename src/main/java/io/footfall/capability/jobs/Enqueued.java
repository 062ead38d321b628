package io.footfall.capability.jobs;

/**
 * The result of enqueueing a job.
 *
 * @param id its id
 * @param state its state
 * @param isNew false where nothing was enqueued, because a job with this id exists or was completed lately
 */
public record Enqueued(String id, JobState state, boolean isNew) {}
