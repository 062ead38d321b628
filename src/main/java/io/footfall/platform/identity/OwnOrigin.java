package io.footfall.platform.identity;

import io.footfall.platform.web.Origin;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Determines the origin (scheme, host and port) under which browsers see the service. Without a trusted proxy, it is
 * the scheme of the connection with the {@code Host} header. Behind trusted proxies, it is the origin of the request
 * that the outermost trusted proxy received. The proxies pass it on in {@code X-Forwarded-Proto},
 * {@code X-Forwarded-Host} and {@code X-Forwarded-Port}, or in {@code proto} and {@code host} of {@code Forwarded};
 * {@code FORWARDED_HEADER} selects which.
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

    /** Scheme and authority of the request that a proxy received; null if the proxy did not pass it on. */
    private record Asked(String proto, String host) {}

    /**
     * Returns the origin of the service for a request.
     *
     * @param request the request
     * @return the origin; empty if the headers do not form a valid origin
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

    /**
     * The values of the outermost trusted proxy that wrote them. An inner proxy received the request from another
     * proxy, so its values are not those that the browser used.
     */
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

    /**
     * Whether the port must be appended to the host. 80 and 443 are omitted because they follow from the scheme: a
     * proxy behind the one that terminates TLS reports the port on which that proxy contacted it.
     */
    private static boolean hasOwnPort(String port) {
        return port != null && !port.equals("80") && !port.equals("443");
    }

    /** Whether a host has no port. A colon inside brackets belongs to an IPv6 address. */
    private static boolean isBare(String authority) {
        return authority != null && authority.indexOf(':', authority.indexOf(']') + 1) < 0;
    }
}
