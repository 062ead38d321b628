package io.footfall.platform.identity;

import java.util.List;

/**
 * A reader for the elements of a comma-separated header such as {@code X-Forwarded-For}, from right to left: the
 * nearest proxy wrote the rightmost element. Empty elements are skipped (RFC 9110, section 5.6.1), for example after a
 * trailing comma.
 */
final class ListElements extends HeaderLines {

    private String element;

    /**
     * Starts at the right end of the last line.
     *
     * @param lines the lines of the header, in order
     */
    ListElements(List<String> lines) {
        super(lines);
    }

    @Override
    int readElement(String text, int end) {
        int comma = text.lastIndexOf(',', end - 1);
        element = text.substring(comma + 1, end).strip();
        return comma;
    }

    @Override
    boolean isEmpty() {
        return element.isEmpty();
    }

    @Override
    public String node() {
        return element;
    }

    /**
     * Returns the element that the proxy at a given distance wrote.
     *
     * @param lines the lines of the header
     * @param steps the distance, 1 for the nearest proxy
     * @return the element; the leftmost element if there are fewer, because a nearer proxy replaced the header; null if
     *     the header has no element
     */
    static String fromRight(List<String> lines, int steps) {
        ListElements elements = new ListElements(lines);
        String found = null;
        for (int step = 0; step < steps && elements.next(); step++) {
            found = elements.node();
        }
        return found;
    }
}
