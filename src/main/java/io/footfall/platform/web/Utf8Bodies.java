package io.footfall.platform.web;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.io.InputDecorator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.Arrays;

/**
 * Refuses JSON that is not valid UTF-8 before it is parsed. Jackson's parser accepts overlong sequences and encoded
 * surrogates.
 */
final class Utf8Bodies extends InputDecorator {

    private static final long serialVersionUID = 1L;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** The body is not valid UTF-8. */
    static final class NotUtf8Exception extends JsonParseException {

        private static final long serialVersionUID = 1L;

        NotUtf8Exception() {
            super(null, "not UTF-8", JsonLocation.NA);
        }
    }

    /** Reads the whole stream. Bodies are bounded, and are already in memory. */
    @Override
    public InputStream decorate(IOContext context, InputStream in) throws IOException {
        byte[] bytes = in.readAllBytes();
        InputStream unmarked = decorate(context, bytes, 0, bytes.length);
        return unmarked == null ? new ByteArrayInputStream(bytes) : unmarked;
    }

    /** Checks the bytes and skips a byte order mark. Returns null if the parser can read the bytes unchanged. */
    @Override
    public InputStream decorate(IOContext context, byte[] bytes, int offset, int length) throws IOException {
        if (!Texts.isUtf8(bytes, offset, length)) {
            throw new NotUtf8Exception();
        }
        int mark = BYTE_ORDER_MARK.length;
        return beginsWithMark(bytes, offset, length)
                ? new ByteArrayInputStream(bytes, offset + mark, length - mark)
                : null;
    }

    /** Some clients send a byte order mark. RFC 8259 allows a parser to ignore it. */
    private static boolean beginsWithMark(byte[] bytes, int offset, int length) {
        return length >= BYTE_ORDER_MARK.length
                && Arrays.equals(
                        bytes, offset, offset + BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }

    @Override
    public Reader decorate(IOContext context, Reader decoded) {
        return decoded;
    }
}
