package io.footfall.identity;

import java.util.ArrayList;
import java.util.List;

/**
 * The address a request came from, as far as it can be trusted.
 *
 * <p>A forwarding header is read from its right end, where the nearest proxy wrote, for as long as the one who wrote
 * is trusted; the first address that is no trusted proxy is the client. What stands further left anybody may have
 * written. {@code X-Forwarded-For} goes before {@code Forwarded} where both are there: a proxy must remove the one
 * that it does not write itself.
 */
final class ClientAddress {

    private final List<AddressRange> trusted;

    ClientAddress(List<AddressRange> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /**
     * Finds the client.
     *
     * @param peer address of the connection
     * @param forwardedFor values of {@code X-Forwarded-For}, in order
     * @param forwarded values of {@code Forwarded}, in order
     * @return an address in a form that is the same for the same client
     */
    String of(String peer, List<String> forwardedFor, List<String> forwarded) {
        if (!isTrusted(peer)) {
            return peer;
        }
        List<String> values = forwardedFor.isEmpty() ? forwardedHops(forwarded) : forwardedFor;
        String client = peer;
        for (int i = values.size() - 1; i >= 0; i--) {
            String value = values.get(i);
            for (int end = value.length(); end >= 0; end = value.lastIndexOf(',', end - 1)) {
                String address = withoutPort(value.substring(value.lastIndexOf(',', end - 1) + 1, end));
                byte[] bytes = AddressRange.bytes(address);
                if (bytes == null) {
                    return client;
                }
                client = address;
                if (!isTrusted(bytes)) {
                    return client;
                }
            }
        }
        return client;
    }

    boolean isTrusted(String address) {
        byte[] bytes = trusted.isEmpty() ? null : AddressRange.bytes(address);
        return bytes != null && isTrusted(bytes);
    }

    private boolean isTrusted(byte[] address) {
        for (AddressRange range : trusted) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> forwardedHops(List<String> values) {
        List<String> hops = new ArrayList<>();
        for (String pair : String.join(",", values).split("[,;]")) {
            String[] parts = pair.trim().split("=", 2);
            if (parts.length == 2 && parts[0].equalsIgnoreCase("for")) {
                hops.add(parts[1].replace("\"", ""));
            }
        }
        return hops;
    }

    private static String withoutPort(String hop) {
        String text = hop.trim();
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? text : text.substring(1, end);
        }
        int colon = text.indexOf(':');
        return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
    }
}
