package io.footfall.platform.web;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The origin of a web page (RFC 6454), in the canonical form that browsers send: lower case, and without the port if it
 * is the default port of the scheme.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name, an IPv4 address, or an IPv6 address in brackets
 * @param port 1 to 65535
 */
public record Origin(String scheme, String host, int port) {

    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern FORM =
            Pattern.compile("(https?)://([a-z0-9._-]{1,253}|\\[[0-9a-f:.]{2,45}])(?::([0-9]{1,5}))?");

    /**
     * Parses an origin.
     *
     * @param text value of an {@code Origin} header or of a setting
     * @return the origin; empty for the text {@code null}, several origins, other schemes, and any other text that is
     *     not an origin
     */
    public static Optional<Origin> of(String text) {
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return Optional.empty();
        }
        int port = form.group(3) == null ? defaultPort(form.group(1)) : Integer.parseInt(form.group(3));
        return port < 1 || port > HIGHEST_PORT
                ? Optional.empty()
                : Optional.of(new Origin(form.group(1), form.group(2), port));
    }

    /**
     * Returns the origin of a URL with this scheme and authority.
     *
     * @param scheme {@code http} or {@code https}
     * @param authority host and port as in a {@code Host} header
     * @return the origin; empty if scheme and authority are not valid
     */
    public static Optional<Origin> of(String scheme, String authority) {
        return of(scheme + "://" + authority);
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    /** Returns the origin in the form that browsers send. */
    @Override
    public String toString() {
        return scheme + "://" + host + (port == defaultPort(scheme) ? "" : ":" + port);
    }
}
