package io.footfall.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text in a path, which is percent-encoded UTF-8. */
public final class PathText {

    private static final int HEXADECIMAL = 16;

    private PathText() {}

    /**
     * Decodes a segment of a path. JAX-RS puts U+FFFD where bytes are no UTF-8, so that different texts would become one.
     *
     * @param field name of the parameter
     * @param encoded the segment as it came
     * @return the text
     * @throws InvalidInputException where it is not percent-encoded UTF-8
     */
    public static String decode(String field, String encoded) {
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
        try {
            for (int i = 0; i < encoded.length(); i++) {
                char c = encoded.charAt(i);
                if (c == '%') {
                    bytes.put((byte) Integer.parseInt(encoded, i + 1, i + 3, HEXADECIMAL));
                    i += 2;
                } else if (c > ' ' && c <= '~') {
                    bytes.put((byte) c);
                } else {
                    throw notDecodable(field);
                }
            }
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException | NumberFormatException | IndexOutOfBoundsException e) {
            throw notDecodable(field);
        }
    }

    private static InvalidInputException notDecodable(String field) {
        return new InvalidInputException(field, "takes percent-encoded UTF-8");
    }
}
