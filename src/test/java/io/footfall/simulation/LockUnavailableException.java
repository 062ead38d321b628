package io.footfall.simulation;

/**
 * Thrown by a statement that needs a lock that another transaction holds. The changes of the statement are undone; the
 * locks that it acquired so far are kept.
 */
final class LockUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Awaited awaited;

    LockUnavailableException(Awaited awaited) {
        super(null, null, false, false);
        this.awaited = awaited;
    }

    Awaited awaited() {
        return awaited;
    }
}
