package io.footfall.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Compressed bodies, sound and not. */
final class Gzip {

    private Gzip() {}

    static byte[] of(byte[] content) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    static byte[] cut(byte[] whole, Dice dice) {
        return Arrays.copyOf(whole, 1 + dice.below(whole.length - 1));
    }

    static byte[] broken(byte[] whole, Dice dice) {
        whole[dice.below(whole.length)] ^= (byte) (1 + dice.below(255));
        return whole;
    }
}
