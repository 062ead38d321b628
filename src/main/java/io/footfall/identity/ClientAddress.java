package io.footfall.identity;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.Collections;
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
        if (trusted.isEmpty() || !isTrusted(peer)) {
            return peer;
        }
        List<String> hops = forwardedFor.isEmpty() ? forwardedHops(forwarded) : split(forwardedFor);
        Collections.reverse(hops);
        String client = peer;
        for (String hop : hops) {
            String address = withoutPort(hop);
            if (!NetUtil.isValidIpV4Address(address) && !NetUtil.isValidIpV6Address(address)) {
                return client;
            }
            client = address;
            if (!isTrusted(client)) {
                return client;
            }
        }
        return client;
    }

    private boolean isTrusted(String address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    private static List<String> split(List<String> values) {
        List<String> parts = new ArrayList<>();
        values.forEach(value -> parts.addAll(List.of(value.split(","))));
        return parts;
    }

    private static List<String> forwardedHops(List<String> values) {
        List<String> hops = new ArrayList<>();
        for (String element : split(values)) {
            for (String pair : element.split(";")) {
                String[] parts = pair.trim().split("=", 2);
                if (parts.length == 2 && parts[0].equalsIgnoreCase("for")) {
                    hops.add(parts[1].replace("\"", ""));
                }
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
