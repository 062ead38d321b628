package io.footfall.platform.web;

import java.util.regex.Pattern;

/** Parses numbers in query parameters. */
public final class Numbers {

    /** Checked before {@link Integer#parseInt}, which also accepts a plus sign and the digits of every script. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

    private Numbers() {}

    /**
     * Parses a whole number within a range.
     *
     * @param field name of the parameter
     * @param text the number as sent
     * @param min smallest allowed number, -999,999,999 or more
     * @param max greatest allowed number, 999,999,999 or less
     * @return the number
     * @throws InvalidInputException if the text is not a number or is out of range
     */
    public static int within(String field, String text, int min, int max) {
        if (NUMBER.matcher(text).matches()) {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw new InvalidInputException(field, "takes " + min + " to " + max);
    }
}
