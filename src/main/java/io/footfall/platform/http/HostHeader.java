package io.footfall.platform.http;

import io.netty.util.NetUtil;

/**
 * Validates the value of {@code Host} and the authority of a request target: a name or an address, and an optional port
 * (RFC 9110, section 7.2).
 */
final class HostHeader {

    private static final int LONGEST_NAME = 255;
    private static final int LARGEST_PORT = 65_535;
    private static final int LONGEST_PORT = 5;

    private HostHeader() {}

    static boolean isValid(String host) {
        int nameEnd = host.startsWith("[") ? host.indexOf(']') + 1 : endOfName(host);
        return nameEnd > 0 && nameEnd <= LONGEST_NAME && isName(host.substring(0, nameEnd)) && isPort(host, nameEnd);
    }

    private static int endOfName(String host) {
        int colon = host.indexOf(':');
        return colon < 0 ? host.length() : colon;
    }

    private static boolean isName(String name) {
        if (name.startsWith("[")) {
            return NetUtil.isValidIpV6Address(name.substring(1, name.length() - 1)) && name.indexOf('%') < 0;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean allowed = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || c == '-'
                    || c == '_';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPort(String host, int nameEnd) {
        if (nameEnd == host.length()) {
            return true;
        }
        String port = host.substring(nameEnd + 1);
        return host.charAt(nameEnd) == ':'
                && port.length() <= LONGEST_PORT
                && port.chars().allMatch(c -> c >= '0' && c <= '9')
                && (port.isEmpty() || Integer.parseInt(port) <= LARGEST_PORT);
    }
}
