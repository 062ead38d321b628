package io.footfall.platform.identity;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A range of IP addresses in CIDR notation. An IPv4 address and its IPv6-mapped form are equal.
 *
 * @param network the network address, 16 bytes
 * @param prefixBits the number of leading bits that an address in the range shares with the network address, 0 to 128
 */
public record AddressRange(byte[] network, int prefixBits) {

    private static final int MAPPED_BITS = 96;
    private static final int SITE_BYTES = 8;

    /**
     * Parses {@code 10.0.0.0/8}, {@code 10.1.2.3} or the same in IPv6. Never resolves host names.
     *
     * @param text the range, or a single address
     * @return the range
     * @throws IllegalArgumentException if the text is neither an address nor a range
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
     * Returns the canonical text form of an address, so that one client always has one form.
     *
     * @param text an address
     * @return the canonical form, IPv4 for an IPv6-mapped address; empty if the text is not an address
     */
    public static Optional<String> canonical(String text) {
        return Optional.ofNullable(bytes(text)).map(AddressRange::textOf);
    }

    /** The canonical text form of an address of 16 bytes, as in {@link #canonical}. */
    static String textOf(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns the address that identifies one client for limits: an IPv4 address, or the /64 network of an IPv6
     * address. One party usually has a whole /64 network and could otherwise act as many clients.
     *
     * @param canonical an address in the form of {@link #canonical}; any other text is returned unchanged
     * @return the IPv4 address, or the IPv6 address with its last 64 bits set to zero
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

    /** Whether the range contains an address of 16 bytes. */
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

    /** Returns an address as 16 bytes, an IPv4 address in its IPv6-mapped form; null if the text is not an address. */
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
