package io.footfall.platform.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text that every store keeps as it was sent. It holds no NUL, which Postgres refuses, and no half of a surrogate pair, which UTF-8 cannot
 * encode: written to a store, it would become another text.
 */
public final class Texts {

    private Texts() {}

    /**
     * Whether text can be stored.
     *
     * @param text the text
     * @return false where it holds a NUL or an unpaired surrogate
     */
    public static boolean isStorable(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\0') {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (!isPair(text, i)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static boolean isPair(CharSequence text, int high) {
        return high + 1 < text.length() && Character.isSurrogatePair(text.charAt(high), text.charAt(high + 1));
    }

    /**
     * Shortens text, and divides no surrogate pair.
     *
     * @param text the text
     * @param longest how many {@code char}s it may have
     * @return its beginning of at most that many
     */
    public static String shorten(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }

    /**
     * Replaces what cannot be stored, or written as UTF-8, by U+FFFD.
     *
     * @param text the text
     * @return the same where it can be stored
     */
    static String repaired(String text) {
        if (isStorable(text)) {
            return text;
        }
        return text.codePoints()
                .map(point -> point == 0 || Character.getType(point) == Character.SURROGATE ? '\uFFFD' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /**
     * Whether bytes are UTF-8 in the strict sense of RFC 3629: nothing overlong, no surrogates, nothing past U+10FFFF.
     *
     * @param bytes an array that holds them
     * @param from where they begin
     * @param length how many they are
     * @return true for UTF-8
     */
    static boolean isUtf8(byte[] bytes, int from, int length) {
        if (isAscii(bytes, from, length)) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isAscii(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
