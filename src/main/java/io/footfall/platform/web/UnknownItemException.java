package io.footfall.platform.web;

/** What a caller asked for does not exist: answered with 404. */
public final class UnknownItemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Names the kind of thing.
     *
     * @param kind for instance "story"
     */
    public UnknownItemException(String kind) {
        super("There is no such " + kind + ".", null, false, false);
    }
}
