package io.footfall.platform.identity;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A range of addresses in CIDR notation. An IPv4 address and its IPv6-mapped form are the same.
 *
 * @param network its address, 16 bytes
 * @param prefixBits how many leading bits an address shares with it, 0 to 128
 */
public record AddressRange(byte[] network, int prefixBits) {

    private static final int MAPPED_BITS = 96;
    private static final int SITE_BYTES = 8;

    /**
     * Reads {@code 10.0.0.0/8}, {@code 10.1.2.3} or an IPv6 form of either; never asks a name server.
     *
     * @param text the range
     * @return the range
     * @throws IllegalArgumentException where the text is none of these
     */
    public static AddressRange parse(String text) {
        String[] parts = text.trim().split("/", 2);
        byte[] network = bytes(parts[0]);
        boolean ipv4 = parts[0].indexOf(':') < 0;
        int longest = ipv4 ? 32 : 128;
        int bits = parts.length == 1 ? longest : Integer.parseInt(parts[1]);
        if (network == null || bits < 0 || bits > longest) {
            throw new IllegalArgumentException("not an address range");
        }
        return new AddressRange(network, ipv4 ? bits + MAPPED_BITS : bits);
    }

    /**
     * Writes an address the one way, so that a client is the same however it is written.
     *
     * @param text an address
     * @return the address, IPv4 for its IPv6-mapped form; empty where the text is none
     */
    public static Optional<String> canonical(String text) {
        return Optional.ofNullable(bytes(text)).map(AddressRange::textOf);
    }

    /** An address of 16 bytes as {@link #canonical} writes it. */
    static String textOf(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What one party holds, so that it cannot pass for many: an IPv4 address, or the /64 network of an IPv6 address.
     *
     * @param canonical an address as {@link #canonical} writes it; anything else is answered as it is
     * @return an address
     */
    public static String siteOf(String canonical) {
        byte[] bytes = canonical.indexOf(':') < 0 ? null : bytes(canonical);
        if (bytes == null) {
            return canonical;
        }
        Arrays.fill(bytes, SITE_BYTES, bytes.length, (byte) 0);
        return textOf(bytes);
    }

    boolean contains(String address) {
        byte[] bytes = bytes(address);
        return bytes != null && contains(bytes);
    }

    /** Whether an address of 16 bytes lies in the range. */
    boolean contains(byte[] address) {
        int whole = prefixBits / 8;
        for (int i = 0; i < whole; i++) {
            if (address[i] != network[i]) {
                return false;
            }
        }
        int rest = prefixBits % 8;
        return rest == 0 || ((address[whole] ^ network[whole]) & 0xff) >>> (8 - rest) == 0;
    }

    /** An address as 16 bytes; null where the text is none. */
    static byte[] bytes(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address.trim());
        if (bytes == null || bytes.length == 16) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }
}
