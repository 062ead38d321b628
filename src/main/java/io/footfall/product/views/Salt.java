package io.footfall.product.views;

import io.footfall.platform.identity.Viewer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of one dedup window. A viewer's digest is HMAC-SHA-256 over who that is, keyed by the salt and cut to 128 bits, and a mark is a hash
 * over the item, keyed by that digest and of 64 bits: without the salt, which is forgotten with the window, nobody can tell from either who it was.
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

    /** What a viewer is known by in this window. */
    ViewerDigest digest(Viewer viewer) {
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
