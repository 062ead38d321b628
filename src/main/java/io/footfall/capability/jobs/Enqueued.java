package io.footfall.capability.jobs;

/**
 * What became of a job that was enqueued.
 *
 * @param id its id
 * @param state its state
 * @param isNew whether there was none of that id
 */
public record Enqueued(String id, JobState state, boolean isNew) {}
