package io.footfall.fuzz;

import java.util.List;
import java.util.Random;

/** Random choices, determined by a seed and the number of the request. */
final class Dice {

    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Random random;

    Dice(long seed, int number) {
        random = new Random(seed + SPREAD * (number + 1L));
    }

    /** Returns a number from 0, inclusive, to {@code bound}, exclusive. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Returns true with the probability 1 / {@code times}. */
    boolean oneIn(int times) {
        return below(times) == 0;
    }

    <T> T of(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    @SafeVarargs
    final <T> T of(T... choices) {
        return choices[below(choices.length)];
    }

    /** Returns a text of at most {@code longest} characters of an alphabet. */
    String text(String alphabet, int longest) {
        StringBuilder text = new StringBuilder();
        int length = below(longest + 1);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(below(alphabet.length())));
        }
        return text.toString();
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
