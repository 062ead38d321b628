package io.footfall.product.views.ingest;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a stream of bytes into lines. Memory is bounded by the maximum line length (16 KiB); a longer line is
 * truncated. Confined to one stream.
 */
public final class LineSplitter {

    private static final int LONGEST_LINE = 16 * 1024;

    private final byte[] line = new byte[LONGEST_LINE];
    private int length;

    /**
     * Reads the next bytes of the stream.
     *
     * @param buffer the bytes
     * @return the lines that end in this buffer, decoded as UTF-8, without their line breaks (LF or CR LF)
     */
    public List<String> feed(Buffer buffer) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < buffer.length(); i++) {
            byte b = buffer.getByte(i);
            if (b == '\n') {
                lines.add(take());
            } else if (length < LONGEST_LINE) {
                line[length++] = b;
            }
        }
        return lines;
    }

    /**
     * Returns the text after the last line break, at the end of the stream.
     *
     * @return one line; empty if the stream ended with a line break
     */
    public List<String> rest() {
        return length == 0 ? List.of() : List.of(take());
    }

    private String take() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        length = 0;
        return new String(line, 0, end, StandardCharsets.UTF_8);
    }
}
