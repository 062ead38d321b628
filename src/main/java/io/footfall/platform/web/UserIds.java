package io.footfall.platform.web;

/**
 * User ids, in the form in which identity providers write the subject of a token: 1 to 128 visible ASCII characters
 * (0x21 to 0x7E), such as {@code auth0|123}, {@code ada@example.org} or {@code did:web:example.com%3A3000:u}. A user id
 * contains no space and no line break, so both can separate a user id from other data. In a path or a query, user ids
 * are percent-encoded.
 */
public final class UserIds {

    /** The form of a user id as a regular expression, for the OpenAPI description. */
    public static final String PATTERN = "[!-~]{1,128}";

    private static final int LONGEST = 128;

    private UserIds() {}

    /**
     * Checks a user id.
     *
     * @param field name of the field that holds the id
     * @param id the id, may be null
     * @return the id
     * @throws InvalidInputException if it is not a user id
     */
    public static String check(String field, String id) {
        if (!isUserId(id)) {
            throw new InvalidInputException(field, "takes 1 to 128 visible ASCII characters");
        }
        return id;
    }

    /**
     * Whether a text is a user id.
     *
     * @param text the text, may be null
     * @return true for a user id
     */
    public static boolean isUserId(String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '!' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
