package io.footfall.platform.web;

/** The request contradicts the current state. The response is 409 Conflict. */
public final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message one sentence for the caller that names the contradiction
     */
    public ConflictException(String message) {
        super(message);
    }
}
