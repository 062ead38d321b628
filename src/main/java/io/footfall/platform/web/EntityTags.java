package io.footfall.platform.web;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Entity tags (RFC 9110, section 8.8.3): which version of something a client has. */
public final class EntityTags {

    private static final String ANY = "*";
    private static final String WEAK = "W/";
    private static final int BYTES = 16;

    private EntityTags() {}

    /**
     * The tag of an answer by its content, which is the same on every replica.
     *
     * @param content all of the answer
     * @return a strong tag, from a SHA-256 of the content
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
     * Whether a client has a version already, by weak comparison as {@code If-None-Match} wants it: a proxy that compresses an answer makes
     * its tag a weak one.
     *
     * @param ifNoneMatch the header of that name: tags separated by commas, or {@code *}; null without one
     * @param tag the version that would be answered, without {@code W/}
     * @return true: answer 304
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
