package io.footfall.platform.identity;

import io.footfall.platform.web.Origin;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * The origin under which browsers see the service. Without a proxy it is the connection's scheme with the {@code Host}; behind trusted proxies it is what the outermost
 * of them was asked for, which they pass on by {@code X-Forwarded-Proto}, {@code X-Forwarded-Host} and {@code X-Forwarded-Port}, or by {@code proto} and
 * {@code host} of {@code Forwarded}, whichever {@code FORWARDED_HEADER} names.
 */
@Singleton
public class OwnOrigin {

    private static final CharSequence PROTO = HttpHeaders.createOptimized("X-Forwarded-Proto");
    private static final CharSequence HOST = HttpHeaders.createOptimized("X-Forwarded-Host");
    private static final CharSequence PORT = HttpHeaders.createOptimized("X-Forwarded-Port");

    private final TrustedProxies proxies;

    OwnOrigin(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** Scheme and authority that a proxy was asked for; null where it does not say. */
    private record Asked(String proto, String host) {}

    /**
     * Tells the origin of the service for a request.
     *
     * @param request the request
     * @return the origin; empty where what the request or a proxy says makes none
     */
    public Optional<Origin> of(HttpServerRequest request) {
        Asked asked = proxies.sent(request) ? askedOfProxy(request) : new Asked(null, null);
        String scheme = asked.proto() == null ? request.scheme() : asked.proto();
        String authority = asked.host() == null ? request.getHeader(HttpHeaders.HOST) : asked.host();
        return authority == null ? Optional.empty() : Origin.of(scheme, authority);
    }

    private Asked askedOfProxy(HttpServerRequest request) {
        return proxies.header() == ForwardedHeader.FORWARDED ? fromForwarded(request) : fromHeaders(request);
    }

    /** Of the outermost trusted proxy that says, for an inner one was asked by another proxy. */
    private Asked fromForwarded(HttpServerRequest request) {
        List<String> lines = request.headers().getAll(ForwardedHeader.FORWARDED.header());
        ForwardedElements elements = new ForwardedElements(lines);
        String proto = null;
        String host = null;
        for (int left = proxies.lengthOfChain(request); left > 0 && elements.next(); left--) {
            proto = elements.proto() == null ? proto : elements.proto();
            host = elements.host() == null ? host : elements.host();
        }
        return new Asked(proto, host);
    }

    private Asked fromHeaders(HttpServerRequest request) {
        int proxiesBefore = proxies.lengthOfChain(request);
        String proto = valueOf(PROTO, request, proxiesBefore);
        String host = valueOf(HOST, request, proxiesBefore);
        String port = valueOf(PORT, request, proxiesBefore);
        String authority = host == null ? request.getHeader(HttpHeaders.HOST) : host;
        return new Asked(proto, hasOwnPort(port) && isBare(authority) ? authority + ":" + port : host);
    }

    private static String valueOf(CharSequence header, HttpServerRequest request, int proxiesBefore) {
        return ListElements.fromRight(request.headers().getAll(header), proxiesBefore);
    }

    /** 80 and 443 are left to the scheme: a proxy behind the one that terminates TLS names the port by which that one asked it. */
    private static boolean hasOwnPort(String port) {
        return port != null && !port.equals("80") && !port.equals("443");
    }

    /** Whether a host names no port; a colon within brackets is one of an IPv6 address. */
    private static boolean isBare(String authority) {
        return authority != null && authority.indexOf(':', authority.indexOf(']') + 1) < 0;
    }
}
