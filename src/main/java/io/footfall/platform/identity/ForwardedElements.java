package io.footfall.platform.identity;

import java.util.List;
import java.util.Locale;

/**
 * The elements of a {@code Forwarded} header (RFC 7239), from the right end to the left: the nearest proxy wrote the rightmost.
 *
 * <p>Reading starts at the right because only that end is known to be well formed. What stands further left a client may have written, and a quote that it
 * never closes must not swallow what a proxy appended: {@code for="evil, for=192.0.2.1} ends with the element of the proxy. A quoted string is therefore
 * read from its closing quote back to the first quote that no backslash precedes, which is its opening one. The cost is linear in the length of the header.
 *
 * <p>Elements without any pair do not count. Where a parameter comes twice in an element, which RFC 7239 forbids, the last one counts. A part that is no
 * element ends the reading. Unquoted values may hold characters that no token has, as some proxies write addresses of IPv6 without quotes.
 */
final class ForwardedElements extends HeaderLines {

    private String text = "";

    /** Where the part of the text that was not read yet ends. */
    private int end;

    private boolean hasPairs;
    private boolean isMalformed;
    private String node;
    private String proto;
    private String host;

    /**
     * Starts at the right end.
     *
     * @param lines the header's lines, in order
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
     * The scheme by which that proxy was asked.
     *
     * @return the value of {@code proto}; null where it was left out
     */
    String proto() {
        return proto;
    }

    /**
     * The {@code Host} that that proxy was asked for.
     *
     * @return the value of {@code host}; null where it was left out
     */
    String host() {
        return host;
    }

    /** Reads the pairs back to the next comma or to the start of the line; false where what stands there is no element. */
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

    /** Reads {@code name="value"}, which ends where reading has got to. */
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

    /** Reads {@code name=value}, or nothing where two separators follow each other. */
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

    /** The last of several counts, and is read first. */
    private void keep(String name, String value) {
        hasPairs = true;
        switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "for" -> node = node == null ? value : node;
            case "proto" -> proto = proto == null ? value : proto;
            case "host" -> host = host == null ? value : host;
            default -> {
                // by=, and what extensions of RFC 7239 define, says nothing about the client.
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
