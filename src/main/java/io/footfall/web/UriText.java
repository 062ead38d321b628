package io.footfall.web;

import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses paths and queries whose percent-encoded bytes are not UTF-8, or hold a NUL. Decoded, each of them would become the same
 * replacement character, and one text would stand for another.
 */
@Singleton
class UriText {

    private static final char ENCODED = '%';
    private static final int RADIX = 16;
    private static final int DIGITS = 2;

    @ServerRequestFilter(preMatching = true)
    void check(HttpServerRequest request) {
        String uri = request.uri();
        if (uri.indexOf(ENCODED) < 0) {
            return;
        }
        int query = uri.indexOf('?');
        if (!isText(query < 0 ? uri : uri.substring(0, query))) {
            throw invalid("path");
        }
        if (query >= 0) {
            for (String parameter : uri.substring(query + 1).split("&")) {
                checkParameter(parameter);
            }
        }
    }

    private static void checkParameter(String parameter) {
        if (!isText(parameter)) {
            String name = parameter.split("=", 2)[0];
            throw invalid(Ids.isId(name) ? name : "query");
        }
    }

    private static InvalidInputException invalid(String field) {
        return new InvalidInputException(field, "takes percent-encoded UTF-8 without NUL");
    }

    private static boolean isText(String encoded) {
        byte[] bytes = bytesOf(encoded);
        return Texts.isUtf8(bytes, 0, bytes.length) && Texts.isStorable(new String(bytes, StandardCharsets.UTF_8));
    }

    /** The bytes that are percent-encoded, with an ASCII character in place of all others, so that no sequence goes on after it. */
    private static byte[] bytesOf(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            int octet = encoded.charAt(i) == ENCODED ? octetAt(encoded, i + 1) : -1;
            bytes.write(octet < 0 ? ENCODED : octet);
            i += octet < 0 ? 0 : DIGITS;
        }
        return bytes.toByteArray();
    }

    /** Less than zero where there are no two hexadecimal digits. */
    private static int octetAt(String encoded, int index) {
        if (index + 1 >= encoded.length()) {
            return -1;
        }
        int high = Character.digit(encoded.charAt(index), RADIX);
        int low = Character.digit(encoded.charAt(index + 1), RADIX);
        return high < 0 || low < 0 ? -1 : high * RADIX + low;
    }
}
