package io.footfall.platform.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An opaque position in a sorted list: the sort keys of the last row of the previous page, joined by line breaks and
 * encoded in URL-safe Base64 without padding.
 */
public final class Cursor {

    private static final String SEPARATOR = "\n";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private Cursor() {}

    /**
     * Encodes a cursor.
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
     * Decodes a cursor.
     *
     * @param cursor a cursor from {@link #of}
     * @param parts the required number of sort keys
     * @return the sort keys
     * @throws InvalidInputException if the cursor is malformed or has another number of sort keys
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
     * Decodes a cursor that holds one number.
     *
     * @param cursor a cursor from {@link #of}
     * @param greatest the greatest number that the list can return
     * @return the number, 0 to {@code greatest}
     * @throws InvalidInputException if the cursor is malformed, or its number is out of range or has more than 18
     *     digits
     */
    public static long readNumber(String cursor, long greatest) {
        String number = read(cursor, 1).get(0);
        if (!NUMBER.matcher(number).matches() || Long.parseLong(number) > greatest) {
            throw invalid();
        }
        return Long.parseLong(number);
    }

    /**
     * Returns the exception for a cursor that does not belong to the list.
     *
     * @return the exception to throw
     */
    public static InvalidInputException invalid() {
        return new InvalidInputException("cursor", "is not one that this list answered with");
    }
}
