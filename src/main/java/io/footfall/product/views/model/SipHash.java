package io.footfall.product.views.model;

/**
 * The state of a SipHash-2-4 computation, with the variable names of the paper (Aumasson, Bernstein, "SipHash: a fast
 * short-input PRF", 2012).
 */
final class SipHash {

    private long v0 = 0x736f6d6570736575L;
    private long v1 = 0x646f72616e646f6dL;
    private long v2 = 0x6c7967656e657261L;
    private long v3 = 0x7465646279746573L;

    SipHash(long k0, long k1) {
        v0 ^= k0;
        v1 ^= k1;
        v2 ^= k0;
        v3 ^= k1;
    }

    /**
     * Processes eight bytes of the message. The last word contains the remaining bytes and the length of the message.
     */
    void take(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    long end() {
        v2 ^= 0xff;
        round();
        round();
        round();
        round();
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }
}
