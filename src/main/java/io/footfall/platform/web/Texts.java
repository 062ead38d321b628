package io.footfall.platform.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text that every store returns exactly as it was sent. It contains no NUL, which Postgres refuses, and no unpaired
 * surrogate, which UTF-8 cannot encode and which would therefore be stored as another character.
 */
public final class Texts {

    private Texts() {}

    /**
     * Whether text can be stored unchanged.
     *
     * @param text the text
     * @return false if it contains a NUL or an unpaired surrogate
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
     * Truncates text without splitting a surrogate pair.
     *
     * @param text the text
     * @param longest maximum length, in {@code char}s, at least 1
     * @return the text, or its beginning of at most {@code longest} {@code char}s
     */
    public static String shorten(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }

    /**
     * Replaces each NUL and each unpaired surrogate by U+FFFD.
     *
     * @param text the text
     * @return storable text; the same object if {@code text} is storable
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
     * Whether bytes are valid UTF-8 as defined by RFC 3629: no overlong sequences, no surrogates, no code points above
     * U+10FFFF.
     *
     * @param bytes array that contains the bytes
     * @param from index of the first byte
     * @param length number of bytes
     * @return true for valid UTF-8
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
