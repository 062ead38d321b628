package io.footfall.platform.identity;

import java.util.List;

/**
 * The elements of a header that is a list separated by commas, such as {@code X-Forwarded-For}, from the right end to the left: the
 * nearest proxy wrote the rightmost. Empty elements do not count (RFC 9110, section 5.6.1): a trailing comma says nothing.
 */
final class ListElements extends HeaderLines {

    private String element;

    /**
     * Starts at the right end.
     *
     * @param lines the header's lines, in order
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
     * The element that the proxy so many steps away wrote.
     *
     * @param lines the header's lines
     * @param steps 1 for the nearest proxy
     * @return the element; the leftmost where there are fewer, because proxies nearer by replaced the header; null without any
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
