package io.footfall.platform.http;

import io.footfall.platform.web.PercentEncoding;

/**
 * The target of a request, in origin form (RFC 9112, section 3.2).
 *
 * @param value path and query in visible ASCII characters; each percent sign begins an escape, and the bytes of the
 *     decoded text are UTF-8
 * @param authority host and port of a target in absolute form, which replaces the {@code Host} header; null in origin
 *     form
 */
record RequestTarget(String value, String authority) {

    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    /**
     * Characters that a URI must escape, but that some browsers send unescaped, such as a bar in a path or braces in a
     * query.
     */
    private static final String ESCAPED_IN_URIS = "\"<>\\^`{|}";

    /**
     * Parses a target. Characters that a URI must escape are escaped. A semicolon in the query is escaped too: it
     * separates nothing, but some parsers treat it as {@code &}.
     *
     * @param sent second word of a request line
     * @return the target
     * @throws RejectedRequestException if the target is malformed, or has a form that the service does not accept
     */
    static RequestTarget parse(String sent) {
        String text = checked(sent);
        if (text.startsWith("//")) {
            throw RejectedRequestException.badRequest("A path begins with one /; after two of them some see a host.");
        }
        if (text.charAt(0) == '/') {
            return new RequestTarget(semicolonsEscaped(text), null);
        }
        int scheme = text.regionMatches(true, 0, HTTP, 0, HTTP.length())
                ? HTTP.length()
                : text.regionMatches(true, 0, HTTPS, 0, HTTPS.length()) ? HTTPS.length() : -1;
        if (scheme < 0) {
            throw RejectedRequestException.badRequest("The target of a request is a path that begins with /.");
        }
        int end = endOfAuthority(text, scheme);
        String rest = text.substring(end);
        return new RequestTarget(
                semicolonsEscaped(rest.startsWith("/") ? rest : "/" + rest), text.substring(scheme, end));
    }

    /** Returns the path of a target as sent, without the query. */
    static String pathOf(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private static int endOfAuthority(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/' || c == '?') {
                return i;
            }
        }
        return text.length();
    }

    private static String checked(String text) {
        if (text.isEmpty()) {
            throw RejectedRequestException.badRequest("The request line has no target.");
        }
        boolean escaped = false;
        boolean toEscape = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw RejectedRequestException.badRequest(
                        "A path takes visible ASCII characters; others are percent-encoded.");
            }
            escaped |= c == '%';
            toEscape |= ESCAPED_IN_URIS.indexOf(c) >= 0;
        }
        if (escaped) {
            checkEscapes(text);
        }
        return toEscape ? escaped(text) : text;
    }

    private static String escaped(String text) {
        StringBuilder target = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (ESCAPED_IN_URIS.indexOf(c) >= 0) {
                target.append("%%%02X".formatted((int) c));
            } else {
                target.append(c);
            }
        }
        return target.toString();
    }

    private static void checkEscapes(String text) {
        try {
            PercentEncoding.decode(text);
        } catch (IllegalArgumentException e) {
            throw RejectedRequestException.badRequest(e.getMessage());
        }
    }

    private static String semicolonsEscaped(String target) {
        int first = target.indexOf(';');
        if (first < 0) {
            return target;
        }
        int query = target.indexOf('?');
        if (query < 0 || first < query) {
            throw RejectedRequestException.badRequest("A path takes no ; parameters.");
        }
        return target.substring(0, query) + target.substring(query).replace(";", "%3B");
    }
}
