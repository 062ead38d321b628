package io.footfall.platform.web;

/** Ids: 1 to 64 characters of {@code A-Z a-z 0-9 _ -}. */
public final class Ids {

    /** The form of an id as a regular expression, for the OpenAPI description. */
    public static final String PATTERN = "[A-Za-z0-9_-]{1,64}";

    private static final int LONGEST = 64;
    private static final String OWN = "footfall-";

    private Ids() {}

    /**
     * Checks an id.
     *
     * @param field name of the field that holds the id
     * @param id the id, may be null
     * @return the id
     * @throws InvalidInputException if it is not an id
     */
    public static String check(String field, String id) {
        if (!isId(id)) {
            throw new InvalidInputException(field, "takes 1 to 64 characters of A-Z a-z 0-9 _ -");
        }
        return id;
    }

    /**
     * Checks the id of something that callers create, such as a lock or a queue. Ids that begin with {@code footfall-}
     * are reserved for the service itself.
     *
     * @param field name of the field that holds the id
     * @param id the id, may be null
     * @return the id
     * @throws InvalidInputException if it is not an id, or is reserved
     */
    public static String checkNotOwn(String field, String id) {
        if (check(field, id).startsWith(OWN)) {
            throw new InvalidInputException(field, "takes another one: " + OWN + "* are Footfall's own");
        }
        return id;
    }

    /**
     * Whether a text is an id.
     *
     * @param text the text, may be null
     * @return true for an id
     */
    public static boolean isId(String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isIdCharacter(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIdCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }
}
