package io.footfall.platform.http;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * A streaming gzip decompressor (RFC 1952), which accepts input in pieces of any size. Several members in sequence are
 * one text, as concatenated rotated log files are. Netty's own decoder is not used, because it accepts a truncated text
 * as complete, and an import must detect that. Memory use does not depend on the decompressed size: output is passed on
 * in pieces of at most 8 KiB, and the consumer enforces any limit on the total.
 */
final class GzipReader implements AutoCloseable {

    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;
    private static final int DEFLATE = 8;
    private static final int FIXED_HEADER = 10;
    private static final int TRAILER = 8;
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xe0;
    /** Maximum length of the file name and of the comment in a header, in bytes. */
    private static final int LONGEST_TEXT = 8 * 1024;

    private enum Part {
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        CHECKSUM,
        DEFLATED,
        TRAILER
    }

    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] piece = new byte[8 * 1024];

    private Part part = Part.FIXED;
    private final byte[] header = new byte[FIXED_HEADER];
    /** Number of bytes read in the current part. */
    private int taken;
    /** Length of the extra field of the header, in bytes. */
    private int extra;

    private boolean isClosed;

    /**
     * Decompresses input.
     *
     * @param bytes array that contains the input
     * @param offset index of the first byte
     * @param length number of bytes
     * @param inflated receives the output; each array is a new one
     * @throws ZipException if the input is not gzip
     */
    void read(byte[] bytes, int offset, int length, Consumer<byte[]> inflated) throws ZipException {
        int at = offset;
        int end = offset + length;
        while (at < end && !isClosed) {
            if (part == Part.DEFLATED) {
                at += inflate(bytes, at, end - at, inflated);
            } else {
                takeHeader(bytes[at++] & 0xff);
            }
        }
    }

    /** Whether the input so far consists of complete members. */
    boolean isWhole() {
        return part == Part.FIXED && taken == 0;
    }

    /**
     * Releases the decompressor. {@link #read} then ignores further input. The consumer of the output may call this
     * during {@link #read}.
     */
    @Override
    public void close() {
        isClosed = true;
        inflater.end();
    }

    private int inflate(byte[] bytes, int at, int length, Consumer<byte[]> inflated) throws ZipException {
        inflater.setInput(bytes, at, length);
        try {
            int count;
            while (!isClosed && (count = inflater.inflate(piece)) > 0) {
                checksum.update(piece, 0, count);
                inflated.accept(Arrays.copyOf(piece, count));
            }
        } catch (DataFormatException e) {
            throw new ZipException("not deflated");
        }
        if (isClosed) {
            return length;
        }
        if (inflater.needsDictionary()) {
            throw new ZipException("a dictionary that nobody has");
        }
        int used = length - inflater.getRemaining();
        if (inflater.finished()) {
            begin(Part.TRAILER);
        }
        return used;
    }

    private void takeHeader(int value) throws ZipException {
        switch (part) {
            case FIXED -> takeFixed(value);
            case EXTRA_LENGTH -> {
                extra |= value << (8 * taken);
                if (++taken == 2) {
                    after(extra == 0 ? Part.EXTRA : Part.EXTRA_LENGTH);
                }
            }
            case EXTRA -> {
                if (++taken == extra) {
                    after(Part.EXTRA);
                }
            }
            case NAME, COMMENT -> takeText(value);
            case CHECKSUM -> {
                if (++taken == 2) {
                    after(Part.CHECKSUM);
                }
            }
            default -> takeTrailer(value);
        }
    }

    private void takeFixed(int value) throws ZipException {
        header[taken++] = (byte) value;
        boolean fits = taken > 3
                || taken == 1 && value == MAGIC_1
                || taken == 2 && value == MAGIC_2
                || taken == 3 && value == DEFLATE;
        if (!fits || taken == 4 && (value & RESERVED) != 0) {
            throw new ZipException("no header of gzip");
        }
        if (taken == FIXED_HEADER) {
            after(Part.FIXED);
        }
    }

    private void takeText(int value) throws ZipException {
        if (value == 0) {
            after(part);
        } else if (++taken > LONGEST_TEXT) {
            throw new ZipException("a header that is too long");
        }
    }

    /** Begins the part that follows {@code done}, according to the flags of the header. */
    private void after(Part done) {
        int flags = header[3];
        if (done == Part.FIXED && (flags & HAS_EXTRA) != 0) {
            extra = 0;
            begin(Part.EXTRA_LENGTH);
        } else if (done == Part.EXTRA_LENGTH) {
            begin(Part.EXTRA);
        } else if (done.compareTo(Part.NAME) < 0 && (flags & HAS_NAME) != 0) {
            begin(Part.NAME);
        } else if (done.compareTo(Part.COMMENT) < 0 && (flags & HAS_COMMENT) != 0) {
            begin(Part.COMMENT);
        } else if (done.compareTo(Part.CHECKSUM) < 0 && (flags & HAS_CHECKSUM) != 0) {
            begin(Part.CHECKSUM);
        } else {
            begin(Part.DEFLATED);
        }
    }

    private void takeTrailer(int value) throws ZipException {
        long expected = taken < 4 ? checksum.getValue() : inflater.getBytesWritten();
        if ((expected >>> (8 * (taken % 4)) & 0xff) != value) {
            throw new ZipException("a checksum or length that differs");
        }
        if (++taken == TRAILER) {
            inflater.reset();
            checksum.reset();
            begin(Part.FIXED);
        }
    }

    private void begin(Part next) {
        part = next;
        taken = 0;
    }
}
