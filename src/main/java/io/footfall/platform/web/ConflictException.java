package io.footfall.platform.web;

/** What a caller asked for contradicts what is there: answered with 409. */
public final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what contradicts.
     *
     * @param message one sentence for the caller
     */
    public ConflictException(String message) {
        super(message);
    }
}
