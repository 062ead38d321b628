package io.footfall.platform.identity;

import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.function.Function;

/** The header by which the proxies in front of the service pass on who asked them. The others are ignored, because strangers may have written them. */
enum ForwardedHeader {

    /** The list of addresses that most proxies append to. */
    X_FORWARDED_FOR("X-Forwarded-For", ListElements::new),

    /** The standard, RFC 7239. */
    FORWARDED("Forwarded", ForwardedElements::new);

    private final CharSequence header;
    private final Function<List<String>, ForwardingNodes> reader;

    ForwardedHeader(String header, Function<List<String>, ForwardingNodes> reader) {
        this.header = HttpHeaders.createOptimized(header);
        this.reader = reader;
    }

    /** The name of the header. */
    CharSequence header() {
        return header;
    }

    /** Reads the header's lines from the nearest proxy outwards. */
    ForwardingNodes nodes(List<String> lines) {
        return reader.apply(lines);
    }

    /** The header that is ignored. */
    ForwardedHeader other() {
        return this == FORWARDED ? X_FORWARDED_FOR : FORWARDED;
    }
}
