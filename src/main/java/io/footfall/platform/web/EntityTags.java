package io.footfall.platform.web;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Entity tags (RFC 9110, section 8.8.3), which identify the version of a response that a client has cached. */
public final class EntityTags {

    private static final String ANY = "*";
    private static final String WEAK = "W/";
    private static final int BYTES = 16;

    private EntityTags() {}

    /**
     * Returns the entity tag of a response. It depends on the content only, so it is the same on every replica.
     *
     * @param content the whole response body
     * @return a strong tag: the first 16 bytes of the SHA-256 digest of the content, in hexadecimal, in double quotes
     */
    public static String of(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Whether the client already has the current version. Uses weak comparison, as {@code If-None-Match} requires,
     * because a proxy that compresses a response makes its tag weak.
     *
     * @param ifNoneMatch value of the header {@code If-None-Match}: tags separated by commas, or {@code *}; null if the
     *     request has no such header
     * @param tag tag of the current version, without {@code W/}
     * @return true if the response is 304 Not Modified
     */
    public static boolean match(String ifNoneMatch, String tag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String element : ifNoneMatch.split(",")) {
            String known = element.strip();
            if (known.equals(ANY) || (known.startsWith(WEAK) ? known.substring(WEAK.length()) : known).equals(tag)) {
                return true;
            }
        }
        return false;
    }
}
