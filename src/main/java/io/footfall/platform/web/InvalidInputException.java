package io.footfall.platform.web;

/** The request contains invalid input. The response is 400 Bad Request and names the field. */
public final class InvalidInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * Creates the exception.
     *
     * @param field name of the field as the caller knows it
     * @param takes what the field accepts, as a phrase that follows the name: "takes 1 to 64 characters"
     */
    public InvalidInputException(String field, String takes) {
        super(field + " " + takes);
        this.field = field;
    }

    /**
     * Returns the name of the invalid field.
     *
     * @return name as the caller knows it
     */
    public String field() {
        return field;
    }
}
