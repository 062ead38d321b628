package io.footfall.platform.web;

/** What a caller sent makes no sense: answered with 400 and the name of the field. */
public final class InvalidInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * Names the field and what it takes.
     *
     * @param field name as the caller knows it
     * @param takes what it takes, to be read after the name: "takes 1 to 64 characters"
     */
    public InvalidInputException(String field, String takes) {
        super(field + " " + takes);
        this.field = field;
    }

    /**
     * The field's name.
     *
     * @return name as the caller knows it
     */
    public String field() {
        return field;
    }
}
