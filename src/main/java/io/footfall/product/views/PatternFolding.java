package io.footfall.product.views;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds regular expressions that RE2/J does not come to an end with. Where case is ignored its parser goes from each character to its other
 * cases until it is back at the first; from U+1C80 to U+1C88 (variants of Cyrillic letters, whose capitals are those of the usual letters) it never is, and fills the heap
 * meanwhile. Seen in RE2/J 1.8 on JDK 17 and 25.
 *
 * <p>A range that holds one of these names a character from U+1C80 on, so any pattern that does, and ignores case, is taken for one.
 */
final class PatternFolding {

    private static final int FIRST = 0x1C80;
    private static final int HEXADECIMAL = 16;

    private static final Pattern IGNORES_CASE = Pattern.compile("\\(\\?[a-zA-Z-]*i");

    /** RE2/J takes no longer ones. */
    private static final Pattern BY_NUMBER = Pattern.compile("\\\\x\\{0*([0-9A-Fa-f]{1,7})}");

    private PatternFolding() {}

    static boolean mayNeverEnd(String pattern) {
        return IGNORES_CASE.matcher(pattern).find()
                && (pattern.codePoints().anyMatch(c -> c >= FIRST) || namesOneByNumber(pattern));
    }

    private static boolean namesOneByNumber(String pattern) {
        Matcher named = BY_NUMBER.matcher(pattern);
        return named.results().anyMatch(number -> Integer.parseInt(number.group(1), HEXADECIMAL) >= FIRST);
    }
}
