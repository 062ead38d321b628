package io.footfall.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is sent on a connection of its own.
 *
 * @param made by which generator, and how
 * @param methods of its requests, in their order: an answer to HEAD has no body
 * @param pieces of bytes, each sent by itself
 * @param ending how it is seen that everything was answered
 * @param due what the answer has to be
 */
record FuzzRequest(String made, List<String> methods, List<byte[]> pieces, Ending ending, Due due) {

    private static final int LONGEST_RUN = 24;

    /** How it is seen that everything was answered. */
    enum Ending {
        /** Each request is whole: it is answered within {@link Exchange#PATIENCE}, unless an answer closes the connection. */
        ANSWERS,
        /** The same, but an answer may be waited for, as the request asks. */
        SILENCE,
        /** Where a request ends is not clear: the client closes its side, and the service what is left. */
        END_OF_INPUT
    }

    /** What the answer has to be. */
    enum Due {
        /** Whatever holds of all answers. */
        ANYTHING,
        /** An error of the client, whoever it is. */
        REFUSAL
    }

    FuzzRequest(String made, String method, String bytes) {
        this(made, List.of(method), List.of(bytesOf(bytes)), Ending.ANSWERS, Due.ANYTHING);
    }

    /** With more bytes, which are sent by themselves. */
    FuzzRequest and(byte[] more) {
        List<byte[]> all = new ArrayList<>(pieces);
        if (more.length > 0) {
            all.add(more);
        }
        return new FuzzRequest(made, methods, all, ending, due);
    }

    FuzzRequest due(Due other) {
        return new FuzzRequest(made, methods, pieces, ending, other);
    }

    FuzzRequest ending(Ending other) {
        return new FuzzRequest(made, methods, pieces, other, due);
    }

    /** Cut in pieces of so many bytes, up to so many pieces; the last has the rest. */
    FuzzRequest dripped(int bytes, int most) {
        byte[] all = bytes();
        List<byte[]> drops = new ArrayList<>();
        int from = 0;
        while (from < all.length) {
            int to = drops.size() + 1 == most ? all.length : Math.min(all.length, from + bytes);
            drops.add(Arrays.copyOfRange(all, from, to));
            from = to;
        }
        return new FuzzRequest(made + ", dripped", methods, drops, ending, due);
    }

    /** Each character as one byte. */
    static byte[] bytesOf(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** Every byte of it, in the form of a Java string; long runs of one character are told by their length. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(made).append(": \"");
        byte[] all = bytes();
        int from = 0;
        while (from < all.length) {
            int to = from + 1;
            while (to < all.length && all[to] == all[from]) {
                to++;
            }
            String character = escaped((char) (all[from] & 0xff));
            text.append(
                    to - from > LONGEST_RUN ? character + "{" + (to - from) + " times}" : character.repeat(to - from));
            from = to;
        }
        return text.append('"').toString();
    }

    private static String escaped(char character) {
        return switch (character) {
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            case '"', '\\' -> "\\" + character;
            default ->
                character >= ' ' && character <= '~'
                        ? String.valueOf(character)
                        : String.format("\\u%04x", (int) character);
        };
    }
}
