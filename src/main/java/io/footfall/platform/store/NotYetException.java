package io.footfall.platform.store;

/** Something has to wait for something else that is under way, as for another replica. Expected; whoever tries tries again. */
public final class NotYetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Something that waits.
     *
     * @param reason what it waits for
     */
    public NotYetException(String reason) {
        super(reason, null, false, false);
    }
}
