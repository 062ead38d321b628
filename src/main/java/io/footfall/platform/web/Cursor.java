package io.footfall.platform.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** An opaque position in a sorted list: the sort keys of the last row that was answered. */
public final class Cursor {

    private static final String SEPARATOR = "\n";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private Cursor() {}

    /**
     * Writes a cursor.
     *
     * @param parts sort keys without line breaks
     * @return text that is safe in a URL
     */
    public static String of(String... parts) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a cursor.
     *
     * @param cursor what {@link #of} wrote
     * @param parts how many sort keys it must hold
     * @return the sort keys
     * @throws InvalidInputException where it is no cursor of that list
     */
    public static List<String> read(String cursor, int parts) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            List<String> keys = List.of(text.split(SEPARATOR, -1));
            if (keys.size() == parts) {
                return keys;
            }
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        throw invalid();
    }

    /**
     * Reads a cursor that holds one number.
     *
     * @param cursor what {@link #of} wrote
     * @param greatest the greatest number that a list may answer with
     * @return the number, 0 to the greatest
     * @throws InvalidInputException where it is no cursor of that list
     */
    public static long readNumber(String cursor, long greatest) {
        String number = read(cursor, 1).get(0);
        if (!NUMBER.matcher(number).matches() || Long.parseLong(number) > greatest) {
            throw invalid();
        }
        return Long.parseLong(number);
    }

    /**
     * Says that a cursor is not one of this list.
     *
     * @return the exception to throw
     */
    public static InvalidInputException invalid() {
        return new InvalidInputException("cursor", "is not one that this list answered with");
    }
}
