package io.footfall.product.views.api;

import java.util.Locale;

/** Renders a count as a small SVG image. */
final class Badge {

    private static final String SVG = """
            <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" aria-label="%3$s: %4$s">\
            <title>%3$s: %5$s</title>\
            <clipPath id="r"><rect width="%1$d" height="20" rx="3"/></clipPath>\
            <g clip-path="url(#r)"><rect width="%2$d" height="20" fill="#444"/>\
            <rect x="%2$d" width="%6$d" height="20" fill="#05629a"/></g>\
            <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">\
            <text x="%7$d" y="14" textLength="%8$d">%3$s</text>\
            <text x="%9$d" y="14" textLength="%10$d">%4$s</text></g></svg>
            """;

    private static final String UNITS = "kMBT";
    private static final int THOUSAND = 1_000;

    /**
     * Approximate width, in pixels, of a character of Verdana at 11 pixels; {@code textLength} makes the rendered width
     * exact.
     */
    private static final int CHARACTER = 7;

    private static final int MARGIN = 6;

    private Badge() {}

    static String svg(String label, long count) {
        String value = shortened(count);
        int labelText = label.length() * CHARACTER;
        int valueText = value.length() * CHARACTER;
        int left = labelText + 2 * MARGIN;
        int right = valueText + 2 * MARGIN;
        return SVG.formatted(
                left + right,
                left,
                escaped(label),
                value,
                String.format(Locale.ROOT, "%,d", count),
                right,
                left / 2,
                labelText,
                left + right / 2,
                valueText);
    }

    /** Rounds down, so that a badge never shows more views than there are: 1999 becomes 1.9k. */
    static String shortened(long count) {
        if (count < THOUSAND) {
            return Long.toString(count);
        }
        long unit = THOUSAND;
        int power = 0;
        while (count / unit >= THOUSAND && power < UNITS.length() - 1) {
            unit *= THOUSAND;
            power++;
        }
        long tenths = count / (unit / 10);
        String number = tenths < 100 && tenths % 10 != 0 ? tenths / 10 + "." + tenths % 10 : Long.toString(tenths / 10);
        return number + UNITS.charAt(power);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
