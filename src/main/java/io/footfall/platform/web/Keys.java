package io.footfall.platform.web;

/** Keys that callers choose freely: text of 1 to 256 characters (code points) without control characters. */
public final class Keys {

    /** Maximum length of a key, in code points. */
    public static final int LONGEST = 256;

    private Keys() {}

    /**
     * Checks a key.
     *
     * @param field name of the field that holds the key
     * @param key the key, may be null
     * @return the key
     * @throws InvalidInputException if it is not a key
     */
    public static String check(String field, String key) {
        if (!isKey(key)) {
            throw new InvalidInputException(
                    field, "takes text of 1 to " + LONGEST + " characters without control characters");
        }
        return key;
    }

    /**
     * Whether a text is a key.
     *
     * @param text the text, may be null
     * @return true for a key; false also for an unpaired surrogate, which no encoding can represent
     */
    public static boolean isKey(String text) {
        return text != null
                && !text.isEmpty()
                && text.length() <= 2 * LONGEST
                && text.codePointCount(0, text.length()) <= LONGEST
                && text.codePoints().allMatch(Keys::isCharacterOfKey);
    }

    private static boolean isCharacterOfKey(int point) {
        return !Character.isISOControl(point) && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
    }
}
