package io.footfall.platform.identity;

import java.util.List;

/**
 * The trusted part of a forwarding header. The header is read from its right end, where the nearest proxy wrote, as
 * long as the writer of an element is a trusted proxy. The first address that is not a trusted proxy is the client.
 * Elements further left are not read, because any client can write them.
 *
 * <p>If a trusted proxy names no address ({@code unknown}, an obfuscated identifier such as {@code _hidden}, an empty
 * value or any other text), reading stops and that proxy is the client. All clients that it hides share its limits. An
 * identifier that is not an address is not used as a client, because it may change with each request.
 *
 * @param client the address of the client, 16 bytes
 * @param length the number of elements that trusted proxies wrote and that were read
 */
record TrustedChain(byte[] client, int length) {

    /**
     * Reads a header.
     *
     * @param peer the remote address of the connection, 16 bytes
     * @param nodes the elements of the header
     * @param trusted the addresses of trusted proxies
     * @return the chain; the peer with length 0 if the peer is not trusted or the header is empty
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

    /**
     * Parses {@code 192.0.2.1}, {@code 192.0.2.1:4711}, {@code 2001:db8::1} or {@code [2001:db8::1]:4711}; null if it
     * is not an address.
     */
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
