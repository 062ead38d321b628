package io.footfall.capability.jobs;

/** A queue holds as many jobs as it may. */
public final class QueueFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueFullException() {
        super("The queue holds as many jobs as it may.", null, false, false);
    }
}
