package io.footfall.platform.web;

/** The requested object does not exist. The response is 404 Not Found. The exception has no stack trace. */
public final class UnknownItemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param kind kind of the object, for instance "story"
     */
    public UnknownItemException(String kind) {
        super("There is no such " + kind + ".", null, false, false);
    }
}
