package io.footfall.product.views;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A viewer in one dedup window: 128 bits of a keyed hash, from which the viewer's marks are made, and nobody can tell who it is. It is the key of
 * a second keyed hash (SipHash-2-4: Aumasson, Bernstein, 2012) over the item, which costs a small part of what the first one does.
 *
 * @param low the first eight bytes, little-endian as SipHash takes them
 * @param high the last eight bytes
 */
record ViewerDigest(long low, long high) {

    /** Of its text. */
    private static final int BYTES = 16;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** Takes as many bytes as it needs of a longer hash. */
    static ViewerDigest of(byte[] hash) {
        ByteBuffer bytes = ByteBuffer.wrap(hash).order(ByteOrder.LITTLE_ENDIAN);
        return new ViewerDigest(bytes.getLong(), bytes.getLong());
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws IllegalArgumentException where it is something else
     */
    static ViewerDigest parse(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("no digest of a viewer");
        }
        return of(bytes);
    }

    /** 22 characters without blanks. */
    String text() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return ENCODER.encodeToString(bytes.putLong(low).putLong(high).array());
    }

    /**
     * The viewer's mark.
     *
     * @param item the field of the item, of one incarnation
     */
    long mark(String item) {
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

    /** Tells nothing. */
    @Override
    public String toString() {
        return "ViewerDigest";
    }
}
