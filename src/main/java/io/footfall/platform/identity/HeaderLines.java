package io.footfall.platform.identity;

import java.util.List;

/**
 * The lines of a forwarding header, read from the right end of the last one to the left end of the first: the nearest proxy wrote the
 * rightmost element.
 */
abstract class HeaderLines implements ForwardingNodes {

    private final List<String> lines;
    private int line;

    /** The line that is being read. */
    private String text = "";

    /** Where the part of it that was not read yet ends; negative: all of it was read. */
    private int end = -1;

    /**
     * Starts at the right end.
     *
     * @param lines the header's lines, in order
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
     * Reads the element that ends at a position.
     *
     * @return where the next one to the left ends; negative where there is none
     */
    abstract int readElement(String text, int end);

    /** Whether what was read last holds nothing, and does not count. */
    abstract boolean isEmpty();

    /** Whether what was read last is no element, so that nothing left of it can be read. */
    boolean isMalformed() {
        return false;
    }
}
