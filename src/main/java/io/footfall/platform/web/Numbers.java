package io.footfall.platform.web;

import java.util.regex.Pattern;

/** Numbers in queries. */
public final class Numbers {

    /** {@link Integer#parseInt} also takes a plus sign, and the digits of every script. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

    private Numbers() {}

    /**
     * Reads a whole number of a range.
     *
     * @param field name of the parameter it came in
     * @param text the number as it was sent
     * @param min the smallest, -999,999,999 or more
     * @param max the greatest, 999,999,999 or less
     * @return the number
     * @throws InvalidInputException where it is none, or lies outside the range
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
