package io.footfall.platform.web;

/**
 * Ids of users, as identity providers write the subject of a token: 1 to 128 visible ASCII characters (0x21 to 0x7E), such as
 * {@code auth0|123}, {@code ada@example.org} or {@code did:web:example.com%3A3000:u}. They hold neither a blank nor a line break, which
 * may therefore stand between a user id and something else. In a path or a query they are percent-encoded.
 */
public final class UserIds {

    /** The same as a regular expression, for descriptions. */
    public static final String PATTERN = "[!-~]{1,128}";

    private static final int LONGEST = 128;

    private UserIds() {}

    /**
     * Checks the id of a user.
     *
     * @param field name of the field it came in
     * @param id the id, may be null
     * @return the id
     * @throws InvalidInputException where it is none
     */
    public static String check(String field, String id) {
        if (!isUserId(id)) {
            throw new InvalidInputException(field, "takes 1 to 128 visible ASCII characters");
        }
        return id;
    }

    /**
     * Whether a text is the id of a user.
     *
     * @param text the text, may be null
     * @return true for an id of a user
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
