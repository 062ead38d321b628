package io.footfall.fuzz;

import java.util.Arrays;

/** Breaks gzip data: cuts it, or changes one byte. */
final class BrokenGzip {

    private BrokenGzip() {}

    static byte[] cut(byte[] whole, Dice dice) {
        return Arrays.copyOf(whole, 1 + dice.below(whole.length - 1));
    }

    static byte[] broken(byte[] whole, Dice dice) {
        whole[dice.below(whole.length)] ^= (byte) (1 + dice.below(255));
        return whole;
    }
}
