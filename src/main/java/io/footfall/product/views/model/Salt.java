package io.footfall.product.views.model;

import io.footfall.platform.identity.Viewer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of one dedup window. A viewer's digest is HMAC-SHA-256 over the viewer's identity, keyed by the salt and
 * truncated to 128 bits. A mark is a 64-bit hash over the item, keyed by that digest. Without the salt, which is
 * deleted when the window expires, nobody can derive the viewer from either of them.
 *
 * <p>Two of n marks of a partition and window are equal by chance with a probability of about n²/2^65: with a billion
 * views a day, one view in about 2,000 days is mistaken for a duplicate.
 */
public final class Salt {

    private static final String ALGORITHM = "HmacSHA256";

    private final String text;
    private final Mac prototype;

    /**
     * Creates a salt.
     *
     * @param base64 the secret in Base64
     * @throws IllegalArgumentException if the text is not Base64 or is empty
     */
    public Salt(String base64) {
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
     * Returns the digest that represents a viewer in this window. Thread-safe.
     *
     * @param viewer the viewer
     * @return the first 128 bits of the HMAC
     */
    public ViewerDigest digest(Viewer viewer) {
        return ViewerDigest.of(copy().doFinal(viewer.identity().getBytes(StandardCharsets.UTF_8)));
    }

    private Mac copy() {
        try {
            return (Mac) prototype.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
