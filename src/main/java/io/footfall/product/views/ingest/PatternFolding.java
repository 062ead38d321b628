package io.footfall.product.views.ingest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Detects regular expressions for which the RE2/J parser does not terminate. If case is ignored, the parser goes from
 * each character to its other cases until it returns to the first one. From U+1C80 to U+1C88 (variants of Cyrillic
 * letters, whose capitals are those of the usual letters) it never returns, and meanwhile it fills the heap. Observed
 * in RE2/J 1.8 on JDK 17 and 25.
 *
 * <p>A range that contains one of these characters names an upper bound at or above U+1C80. Therefore every pattern
 * that ignores case and names a character at or above U+1C80 is reported.
 */
final class PatternFolding {

    private static final int FIRST = 0x1C80;
    private static final int HEXADECIMAL = 16;

    private static final Pattern IGNORES_CASE = Pattern.compile("\\(\\?[a-zA-Z-]*i");

    /** A character given by its code point, such as <code>\x{1C80}</code>. RE2/J accepts no longer numbers. */
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
