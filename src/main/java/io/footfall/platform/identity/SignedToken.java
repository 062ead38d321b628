package io.footfall.platform.identity;

import io.quarkus.security.AuthenticationFailedException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * A JWT as it came: three parts in strict base64url, signed by an algorithm that takes a public key. Nothing of it is true before its
 * signature is verified. What its header says of keys, but for the name of one, is ignored.
 */
final class SignedToken {

    /** Longer ones are not read; identity providers stay far below. */
    private static final int LONGEST = 8_192;

    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /** The type of key that an algorithm takes. Neither {@code none} nor one that takes a shared secret, as which a public key might be used. */
    private static final Map<String, String> KEY_TYPES = Map.of(
            "RS256", "RSA", "RS384", "RSA", "RS512", "RSA", "PS256", "RSA", "PS384", "RSA", "PS512", "RSA", "ES256",
            "EC", "ES384", "EC", "ES512", "EC");

    private static final AlgorithmConstraints PERMITTED =
            new AlgorithmConstraints(ConstraintType.PERMIT, KEY_TYPES.keySet().toArray(String[]::new));

    private final String text;
    private final JsonWebSignature signature;
    private final String algorithm;
    private final String keyId;

    private SignedToken(String text, JsonWebSignature signature) {
        this.text = text;
        this.signature = signature;
        this.algorithm = textIn(signature, "alg");
        this.keyId = textIn(signature, "kid");
        if (algorithm == null || !KEY_TYPES.containsKey(algorithm)) {
            throw new AuthenticationFailedException("a token that is not signed by a permitted algorithm");
        }
        if (signature.getHeaders().getObjectHeaderValue("crit") != null) {
            throw new AuthenticationFailedException("a token with extensions that must be understood");
        }
    }

    /**
     * Reads a token.
     *
     * @param text a JWT in its compact form
     * @return the token, not verified
     * @throws AuthenticationFailedException where it is none that can be verified
     */
    static SignedToken of(String text) {
        if (text.length() > LONGEST || !COMPACT.matcher(text).matches() || !isCanonical(text)) {
            throw new AuthenticationFailedException("not a signed token");
        }
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmConstraints(PERMITTED);
            signature.setCompactSerialization(text);
            return new SignedToken(text, signature);
        } catch (JoseException e) {
            throw new AuthenticationFailedException(e);
        }
    }

    /** Decoders ignore bits and characters behind the last byte, so that many texts would stand for one signature. */
    private static boolean isCanonical(String text) {
        for (String part : text.split("\\.")) {
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(part);
                if (!Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(bytes)
                        .equals(part)) {
                    return false;
                }
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
        return true;
    }

    private static String textIn(JsonWebSignature signature, String header) {
        Object value = signature.getHeaders().getObjectHeaderValue(header);
        if (value != null && !(value instanceof String)) {
            throw new AuthenticationFailedException("a token with a header of a wrong type");
        }
        return (String) value;
    }

    String text() {
        return text;
    }

    JsonWebSignature signature() {
        return signature;
    }

    /** Whether a key is of the kind that signed this, and not another one by its name. */
    boolean mayBeSignedBy(PublicJsonWebKey key) {
        return key.getKeyType().equals(KEY_TYPES.get(algorithm))
                && (key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm))
                && (key.getKeyId() == null || keyId == null || names(key));
    }

    /** Whether this says that it was signed by that key. */
    boolean names(PublicJsonWebKey key) {
        return keyId != null && keyId.equals(key.getKeyId());
    }

    boolean isSignedBy(PublicJsonWebKey key) {
        try {
            signature.setKey(key.getPublicKey());
            return signature.verifySignature();
        } catch (JoseException e) {
            // Of a key that does not fit the algorithm, such as one of another curve.
            return false;
        }
    }
}
