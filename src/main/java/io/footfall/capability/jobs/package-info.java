/**
 * Job queues in Redis with at-least-once delivery: enqueue, claim with a visibility timeout, complete or fail, with
 * retries, priorities, delays and a dead-letter queue. Over REST for other services, and by workers inside this one.
 *
 * <p>Guarantees: an enqueued job is completed or becomes dead, even if callers, workers or replicas crash. A job with
 * an id is enqueued once. A job is handed out again only if its worker did not complete, fail or extend it within the
 * visibility timeout, or reported a failed try. Data loss in Redis loses jobs.
 *
 * <p>Start with {@link io.footfall.capability.jobs.JobQueues}; the steps are in {@code jobs.lua} and the
 * {@code job-*.lua} scripts.
 */
package io.footfall.capability.jobs;
