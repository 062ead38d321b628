package io.footfall.platform.store;

/**
 * An operation cannot proceed until something else has finished, for instance the work of another replica. This is
 * expected: callers retry later. It has no stack trace.
 */
public final class NotYetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param reason what the operation waits for
     */
    public NotYetException(String reason) {
        super(reason, null, false, false);
    }
}
