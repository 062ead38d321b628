package io.footfall.platform.identity;

import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The trusted proxies in front of the service ({@code TRUSTED_PROXIES}), and the header in which they pass on the
 * address of the client ({@code FORWARDED_HEADER}).
 */
@Singleton
class TrustedProxies {

    private static final Logger LOG = Logger.getLogger(TrustedProxies.class);

    private final List<AddressRange> trusted;
    private final ForwardedHeader header;
    private final AtomicBoolean warned = new AtomicBoolean();

    TrustedProxies(IdentitySettings settings) {
        this.trusted = settings.trustedProxies().orElse(List.of()).stream()
                .map(AddressRange::parse)
                .toList();
        this.header = settings.forwardedHeader().orElse(ForwardedHeader.X_FORWARDED_FOR);
    }

    /** The header that is read. */
    ForwardedHeader header() {
        return header;
    }

    /**
     * Whether the peer of the connection is a trusted proxy.
     *
     * @param request a request on that connection
     * @return false if no proxy is configured
     */
    boolean sent(HttpServerRequest request) {
        return !trusted.isEmpty() && isTrusted(AddressRange.bytes(peerOf(request)));
    }

    /**
     * Returns the client address of a request, from the forwarding header as far as proxies are trusted.
     *
     * @param request the request
     * @return the address in the form of {@link AddressRange#canonical}
     */
    String clientOf(HttpServerRequest request) {
        String peer = peerOf(request);
        byte[] address = AddressRange.bytes(peer);
        if (address == null) {
            return peer;
        }
        if (isTrusted(address)) {
            TrustedChain chain = chainOf(address, request);
            if (chain.length() == 0) {
                warnOfOtherHeader(request);
            }
            return AddressRange.textOf(chain.client());
        }
        warnOfUntrusted(request);
        return AddressRange.textOf(address);
    }

    /**
     * Returns the number of trusted proxies that wrote into the forwarding header. The peer of the request must be a
     * trusted proxy.
     *
     * @param request the request
     * @return at least 1, because the peer wrote the other headers even if it left out this one
     */
    int lengthOfChain(HttpServerRequest request) {
        return Math.max(1, chainOf(AddressRange.bytes(peerOf(request)), request).length());
    }

    private TrustedChain chainOf(byte[] peer, HttpServerRequest request) {
        List<String> lines = request.headers().getAll(header.header());
        return TrustedChain.read(peer, header.nodes(lines), trusted);
    }

    private boolean isTrusted(byte[] address) {
        return address != null && TrustedChain.isTrusted(address, trusted);
    }

    private static String peerOf(HttpServerRequest request) {
        return request.remoteAddress().hostAddress();
    }

    /** Warns once. All clients behind a proxy that is not trusted have one address, and share its limits. */
    private void warnOfUntrusted(HttpServerRequest request) {
        if (!warned.get() && request.headers().contains(header.header()) && warned.compareAndSet(false, true)) {
            LOG.warnf(
                    "%s from a peer that is not trusted is ignored; behind a proxy set TRUSTED_PROXIES, or all its clients are one",
                    header.header());
        }
    }

    private void warnOfOtherHeader(HttpServerRequest request) {
        CharSequence other = header.other().header();
        if (!warned.get() && request.headers().contains(other) && warned.compareAndSet(false, true)) {
            LOG.warnf(
                    "a trusted proxy sent %s and no %s; FORWARDED_HEADER names the one that it writes, or all its clients are one",
                    other, header.header());
        }
    }
}
