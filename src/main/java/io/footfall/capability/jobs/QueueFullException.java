package io.footfall.capability.jobs;

/** The queue holds its maximum number of jobs, {@code footfall.jobs.jobs-per-queue}. */
public final class QueueFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueFullException() {
        super("The queue holds as many jobs as it may.", null, false, false);
    }
}
