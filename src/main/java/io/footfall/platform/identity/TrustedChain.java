package io.footfall.platform.identity;

import java.util.List;

/**
 * What is believed of a forwarding header: it is read from its right end, where the nearest proxy wrote, for as long as the one who wrote is trusted. The first
 * address that is no trusted proxy is the client; what stands further left anybody may have written.
 *
 * <p>Where a trusted proxy names no address ({@code unknown}, an obfuscated identifier such as {@code _hidden}, nothing, or what is no address), reading stops at
 * that proxy: it answers for whom it hides, and all of them share its limits. An identifier that is no address is no client, because it may be another one
 * with each request.
 *
 * @param client address of the client, 16 bytes
 * @param length how many elements of the header were written by trusted proxies and read
 */
record TrustedChain(byte[] client, int length) {

    /**
     * Reads a header.
     *
     * @param peer address of the connection, 16 bytes
     * @param nodes the header
     * @param trusted addresses of proxies
     * @return the peer alone where it is not trusted, or where the header is empty
     */
    static TrustedChain read(byte[] peer, ForwardingNodes nodes, List<AddressRange> trusted) {
        byte[] client = peer;
        int length = 0;
        while (isTrusted(client, trusted) && nodes.next()) {
            length++;
            byte[] node = addressOf(nodes.node());
            if (node == null) {
                break;
            }
            client = node;
        }
        return new TrustedChain(client, length);
    }

    static boolean isTrusted(byte[] address, List<AddressRange> trusted) {
        for (AddressRange range : trusted) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** The address of {@code 192.0.2.1}, {@code 192.0.2.1:4711}, {@code 2001:db8::1}, {@code [2001:db8::1]:4711}; null: it is none. */
    private static byte[] addressOf(String node) {
        return node == null ? null : AddressRange.bytes(withoutPort(node));
    }

    private static String withoutPort(String node) {
        if (node.startsWith("[")) {
            int end = node.indexOf(']');
            return end < 0 ? node : node.substring(1, end);
        }
        int colon = node.indexOf(':');
        return colon >= 0 && colon == node.lastIndexOf(':') ? node.substring(0, colon) : node;
    }
}
