package io.footfall.capability.cache;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterOutputStream;

/** How a value is stored in Redis. */
enum Encoding {

    /** Uncompressed JSON. */
    PLAIN("j1") {
        @Override
        byte[] encode(byte[] json) {
            return json;
        }

        @Override
        byte[] decode(byte[] stored) {
            return stored;
        }
    },

    /** JSON compressed in the zlib format (RFC 1950). */
    DEFLATED("z1") {
        @Override
        byte[] encode(byte[] json) {
            Deflater deflater = new Deflater(Deflater.BEST_SPEED);
            ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 2);
            try (DeflaterOutputStream deflating = new DeflaterOutputStream(out, deflater)) {
                deflating.write(json);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                deflater.end();
            }
            return out.toByteArray();
        }

        @Override
        byte[] decode(byte[] stored) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(stored.length * 4);
            try (InflaterOutputStream inflating = new InflaterOutputStream(out)) {
                inflating.write(stored);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return out.toByteArray();
        }
    };

    private static final int COMPRESSED_FROM = 1024;
    private static final int LARGEST = 1024 * 1024;

    private final String code;

    Encoding(String code) {
        this.code = code;
    }

    /** Whether a value is small enough to be cached, which is 1 MiB of JSON at most. */
    static boolean isCacheable(byte[] json) {
        return json.length <= LARGEST;
    }

    static Encoding forSizeOf(byte[] json) {
        return json.length > COMPRESSED_FROM ? DEFLATED : PLAIN;
    }

    /**
     * Returns the encoding with a code. The digit in a code is a version number, to be incremented when the stored
     * format changes.
     *
     * @throws IllegalArgumentException if another version of the service stored the value in an unknown encoding
     */
    static Encoding of(String code) {
        for (Encoding encoding : values()) {
            if (encoding.code.equals(code)) {
                return encoding;
            }
        }
        throw new IllegalArgumentException("stored by another version");
    }

    String code() {
        return code;
    }

    abstract byte[] encode(byte[] json);

    abstract byte[] decode(byte[] stored);
}
