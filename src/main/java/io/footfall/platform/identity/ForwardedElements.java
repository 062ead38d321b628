package io.footfall.platform.identity;

import java.util.List;
import java.util.Locale;

/**
 * A reader for the elements of a {@code Forwarded} header (RFC 7239), from right to left: the nearest proxy wrote the
 * rightmost element.
 *
 * <p>The header is parsed from the right because only its right end is known to be well formed. A client may have
 * written the left part, and an unclosed quote there must not hide what a proxy appended: the last element of
 * {@code for="evil, for=192.0.2.1} is the element of the proxy. Therefore a quoted string is read from its closing
 * quote back to the first quote without a preceding backslash, which is the opening quote. The cost is linear in the
 * length of the header.
 *
 * <p>Elements without any pair are skipped. If a parameter occurs twice in an element, which RFC 7239 forbids, the last
 * one is used. A malformed element ends the reading. Unquoted values may contain characters that are not allowed in a
 * token, because some proxies write IPv6 addresses without quotes.
 */
final class ForwardedElements extends HeaderLines {

    private String text = "";

    /** The end index of the unread part of the text. */
    private int end;

    private boolean hasPairs;
    private boolean isMalformed;
    private String node;
    private String proto;
    private String host;

    /**
     * Starts at the right end of the last line.
     *
     * @param lines the lines of the header, in order
     */
    ForwardedElements(List<String> lines) {
        super(lines);
    }

    @Override
    int readElement(String line, int from) {
        text = line;
        end = from;
        isMalformed = !readPairs();
        return end;
    }

    @Override
    boolean isEmpty() {
        return !hasPairs;
    }

    @Override
    boolean isMalformed() {
        return isMalformed;
    }

    @Override
    public String node() {
        return node;
    }

    /**
     * The scheme of the request that this proxy received.
     *
     * @return the value of {@code proto}; null if it is missing
     */
    String proto() {
        return proto;
    }

    /**
     * The {@code Host} header of the request that this proxy received.
     *
     * @return the value of {@code host}; null if it is missing
     */
    String host() {
        return host;
    }

    /**
     * Reads pairs from right to left, up to the next comma or the start of the line. Returns false if the element is
     * malformed.
     */
    private boolean readPairs() {
        hasPairs = false;
        node = null;
        proto = null;
        host = null;
        boolean more = true;
        while (more) {
            end = beforeBlanks(end);
            boolean quoted = end > 0 && text.charAt(end - 1) == '"';
            if (!(quoted ? readQuotedPair() : readPlainPair())) {
                return false;
            }
            more = end > 0 && text.charAt(end - 1) == ';';
            end--;
        }
        return true;
    }

    /** Reads {@code name="value"} that ends at {@link #end}. */
    private boolean readQuotedPair() {
        int closing = end - 1;
        int opening = openingQuote(closing);
        if (opening < 1 || text.charAt(opening - 1) != '=') {
            return false;
        }
        int equals = opening - 1;
        int start = startOfPair(equals);
        if (text.lastIndexOf('"', equals) >= start) {
            return false;
        }
        keep(text.substring(start, equals), unescaped(text.substring(opening + 1, closing)));
        end = start;
        return true;
    }

    /** Reads {@code name=value} that ends at {@link #end}, or nothing between two adjacent separators. */
    private boolean readPlainPair() {
        int start = startOfPair(end);
        String pair = text.substring(start, end).strip();
        int equals = pair.indexOf('=');
        if (!pair.isEmpty()) {
            if (equals < 0 || pair.indexOf('"') >= 0) {
                return false;
            }
            keep(pair.substring(0, equals), pair.substring(equals + 1));
        }
        end = start;
        return true;
    }

    /** Stores a parameter if it has no value yet. The last occurrence of a parameter is read first, so it is used. */
    private void keep(String name, String value) {
        hasPairs = true;
        switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "for" -> node = node == null ? value : node;
            case "proto" -> proto = proto == null ? value : proto;
            case "host" -> host = host == null ? value : host;
            default -> {
                // "by" and extensions of RFC 7239 do not identify the client.
            }
        }
    }

    private int beforeBlanks(int from) {
        int at = from;
        while (at > 0 && (text.charAt(at - 1) == ' ' || text.charAt(at - 1) == '\t')) {
            at--;
        }
        return at;
    }

    private int startOfPair(int from) {
        int at = from;
        while (at > 0 && text.charAt(at - 1) != ',' && text.charAt(at - 1) != ';') {
            at--;
        }
        return at;
    }

    private int openingQuote(int closing) {
        int quote = text.lastIndexOf('"', closing - 1);
        while (quote > 0 && text.charAt(quote - 1) == '\\') {
            quote = text.lastIndexOf('"', quote - 1);
        }
        return quote;
    }

    private static String unescaped(String quoted) {
        return quoted.indexOf('\\') < 0 ? quoted : quoted.replaceAll("\\\\(.)", "$1");
    }
}
