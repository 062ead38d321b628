package io.footfall.platform.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Percent-encoded text of paths and queries (RFC 3986, section 2.1): visible ASCII characters, and escapes whose bytes
 * are UTF-8.
 */
public final class PercentEncoding {

    private static final int HEXADECIMAL = 16;
    private static final int ESCAPE = 3;

    private PercentEncoding() {}

    /**
     * Decodes a text. The decoder of JAX-RS is not used, because it replaces bytes that are not UTF-8 by U+FFFD, so
     * that different texts become the same text.
     *
     * @param encoded visible ASCII characters
     * @return the decoded text
     * @throws IllegalArgumentException if a percent sign does not begin an escape, or the bytes are not UTF-8; the
     *     message says which
     */
    public static String decode(String encoded) {
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                bytes.put((byte) (digitAt(encoded, i + 1) * HEXADECIMAL + digitAt(encoded, i + 2)));
                i += ESCAPE - 1;
            } else {
                bytes.put((byte) c);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("Escapes in a path or query are UTF-8.", e);
        }
    }

    private static int digitAt(String encoded, int position) {
        int digit = position < encoded.length() ? Character.digit(encoded.charAt(position), HEXADECIMAL) : -1;
        if (digit < 0) {
            throw new IllegalArgumentException("A % in a path or query begins an escape such as %20.");
        }
        return digit;
    }
}
