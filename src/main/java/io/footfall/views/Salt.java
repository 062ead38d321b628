package io.footfall.views;

import io.footfall.identity.Viewer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of one dedup window. A viewer's mark is HMAC-SHA-256 over item and viewer, keyed by it and cut to 64 bits:
 * without the salt, which is forgotten with the window, nobody can tell from a mark who looked at what.
 *
 * <p>Two of n marks of a partition's window are the same by chance with a probability of about n²/2^65: with a billion
 * views a day one view in some 2,000 days is taken for one seen before.
 */
final class Salt {

    private static final String ALGORITHM = "HmacSHA256";

    private final String text;
    private final Mac prototype;

    Salt(String base64) {
        this.text = base64;
        try {
            this.prototype = Mac.getInstance(ALGORITHM);
            prototype.init(new SecretKeySpec(Base64.getDecoder().decode(base64), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String text() {
        return text;
    }

    /**
     * The mark of a viewer.
     *
     * @param item the field of the item, of one incarnation
     * @param viewer who looks at it
     */
    long mark(String item, Viewer viewer) {
        Mac mac = copy();
        mac.update(item.getBytes(StandardCharsets.US_ASCII));
        mac.update((byte) '\n');
        return ByteBuffer.wrap(mac.doFinal(viewer.identity().getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    private Mac copy() {
        try {
            return (Mac) prototype.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
