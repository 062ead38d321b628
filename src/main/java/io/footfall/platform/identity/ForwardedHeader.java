package io.footfall.platform.identity;

import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.function.Function;

/**
 * The header in which the trusted proxies pass on the address of the client. Only the configured header is read; a
 * client may have written the other one.
 */
enum ForwardedHeader {

    /** The list of addresses to which most proxies append. */
    X_FORWARDED_FOR("X-Forwarded-For", ListElements::new),

    /** The standard header, RFC 7239. */
    FORWARDED("Forwarded", ForwardedElements::new);

    private final CharSequence header;
    private final Function<List<String>, ForwardingNodes> reader;

    ForwardedHeader(String header, Function<List<String>, ForwardingNodes> reader) {
        this.header = HttpHeaders.createOptimized(header);
        this.reader = reader;
    }

    CharSequence header() {
        return header;
    }

    /** Returns a reader for the lines of the header that starts with the element of the nearest proxy. */
    ForwardingNodes nodes(List<String> lines) {
        return reader.apply(lines);
    }

    /** The header that is not read. */
    ForwardedHeader other() {
        return this == FORWARDED ? X_FORWARDED_FOR : FORWARDED;
    }
}
