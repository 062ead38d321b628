package io.footfall.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes that are sent on one connection.
 *
 * @param made the name of the generator's variant
 * @param methods the methods of the requests, in their order; a response to HEAD has no body
 * @param pieces the bytes, each piece sent separately
 * @param ending how the end of the responses is recognised
 * @param due what the responses have to be
 */
record FuzzRequest(String made, List<String> methods, List<byte[]> pieces, Ending ending, Due due) {

    private static final int LONGEST_RUN = 24;

    /** How the end of the responses is recognised. */
    enum Ending {
        /**
         * Each request is complete. It is answered within {@link Exchange#PATIENCE}, unless an earlier response closes
         * the connection.
         */
        ANSWERS,
        /** As {@link #ANSWERS}, but an operation may wait, as the request asks. */
        SILENCE,
        /**
         * It is not certain where a request ends. The client closes its side, and the service has to close the
         * connection.
         */
        END_OF_INPUT
    }

    /** What the responses have to be. */
    enum Due {
        /** Any response that meets the general rules. */
        ANYTHING,
        /** A client error (4xx), whoever the caller is. */
        REFUSAL
    }

    FuzzRequest(String made, String method, String bytes) {
        this(made, List.of(method), List.of(bytesOf(bytes)), Ending.ANSWERS, Due.ANYTHING);
    }

    /** Adds bytes, which are sent as a separate piece. */
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

    /**
     * Cuts the request into at most {@code most} pieces of {@code bytes} bytes each. The last piece contains the rest.
     */
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

    /** Encodes each character as one byte. */
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

    /**
     * Returns all bytes in the syntax of a Java string. Long runs of one character are abbreviated with their length.
     */
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
