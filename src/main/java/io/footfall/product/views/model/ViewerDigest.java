package io.footfall.product.views.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A viewer in one dedup window: 128 bits of a keyed hash, from which the viewer cannot be derived. It is the key of a
 * second keyed hash over the item (SipHash-2-4: Aumasson, Bernstein, 2012), which is the viewer's dedup mark and costs
 * a small part of what the first hash costs.
 *
 * @param low the first eight bytes, little-endian as in SipHash
 * @param high the last eight bytes, little-endian
 */
public record ViewerDigest(long low, long high) {

    /** The number of bytes that the text encodes. */
    private static final int BYTES = 16;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** Returns a digest of the first 16 bytes of a longer hash. */
    static ViewerDigest of(byte[] hash) {
        ByteBuffer bytes = ByteBuffer.wrap(hash).order(ByteOrder.LITTLE_ENDIAN);
        return new ViewerDigest(bytes.getLong(), bytes.getLong());
    }

    /**
     * Parses the result of {@link #text()}.
     *
     * @param text the text
     * @return the digest
     * @throws IllegalArgumentException if the text is not a digest
     */
    public static ViewerDigest parse(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("no digest of a viewer");
        }
        return of(bytes);
    }

    /**
     * Returns the digest as text.
     *
     * @return 22 characters of URL-safe Base64, without blanks
     */
    public String text() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return ENCODER.encodeToString(bytes.putLong(low).putLong(high).array());
    }

    /**
     * Returns the viewer's dedup mark of an item.
     *
     * @param item the field of the item, which names its incarnation
     * @return the mark, any 64-bit number
     */
    public long mark(String item) {
        return sipHash(item.getBytes(StandardCharsets.US_ASCII));
    }

    long sipHash(byte[] message) {
        SipHash state = new SipHash(low, high);
        ByteBuffer words = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (words.remaining() >= Long.BYTES) {
            state.take(words.getLong());
        }
        long last = (long) message.length << 56;
        for (int shift = 0; words.hasRemaining(); shift += Byte.SIZE) {
            last |= (words.get() & 0xffL) << shift;
        }
        state.take(last);
        return state.end();
    }

    /** Omits the digest, so that it does not appear in logs. */
    @Override
    public String toString() {
        return "ViewerDigest";
    }
}
