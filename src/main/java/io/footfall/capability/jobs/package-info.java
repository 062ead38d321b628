/**
 * Job queues in Redis, at least once: enqueue, claim with a visibility time-out, complete or fail, with retries, priorities, delays
 * and a dead-letter queue. Over REST for other services, and by workers inside this one.
 *
 * <p>Promises: a job that was enqueued is completed by somebody or lies among the dead, whoever dies meanwhile; one with an id is
 * enqueued once; a job is handed out again only where its worker did not answer for it in time. What Redis loses is lost.
 *
 * <p>Start reading at {@link io.footfall.capability.jobs.JobQueues}; the steps are in {@code jobs.lua} and the scripts beside it.
 */
package io.footfall.capability.jobs;
