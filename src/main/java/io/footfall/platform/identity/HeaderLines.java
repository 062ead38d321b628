package io.footfall.platform.identity;

import java.util.List;

/**
 * A reader for the lines of a forwarding header, from the right end of the last line to the left end of the first line:
 * the nearest proxy wrote the rightmost element.
 */
abstract class HeaderLines implements ForwardingNodes {

    private final List<String> lines;
    private int line;

    /** The line that is being read. */
    private String text = "";

    /** The end index of the unread part of the line; negative if the whole line was read. */
    private int end = -1;

    /**
     * Starts at the right end of the last line.
     *
     * @param lines the lines of the header, in order
     */
    HeaderLines(List<String> lines) {
        this.lines = lines;
        this.line = lines.size();
    }

    @Override
    public final boolean next() {
        while (end >= 0 || line > 0) {
            if (end < 0) {
                line--;
                text = lines.get(line);
                end = text.length();
            }
            end = readElement(text, end);
            if (isMalformed()) {
                line = 0;
                end = -1;
                return false;
            }
            if (!isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads the element that ends at an index.
     *
     * @return the end index of the next element to the left; negative if there is none
     */
    abstract int readElement(String text, int end);

    /** Whether the element that was read last is empty, and therefore skipped. */
    abstract boolean isEmpty();

    /** Whether the element that was read last is malformed. Elements to the left of it are not read. */
    boolean isMalformed() {
        return false;
    }
}
