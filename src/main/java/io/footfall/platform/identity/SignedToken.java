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
 * A parsed JWT whose signature is not verified yet: three parts in strict base64url, signed with a public-key
 * algorithm. Its content must not be trusted before {@link #isSignedBy} returned true. Of the key parameters in its
 * header, only the key id ({@code kid}) is used; keys and key addresses in the header are ignored.
 */
final class SignedToken {

    /** Maximum length in characters. Longer tokens are rejected; tokens of identity providers are much shorter. */
    private static final int LONGEST = 8_192;

    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /**
     * The key type of each permitted algorithm. {@code none} is not permitted. Algorithms with a shared secret (HMAC)
     * are not permitted either, because a public key could be used as the secret.
     */
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
     * Parses a token.
     *
     * @param text a JWT in its compact form
     * @return the token, not verified
     * @throws AuthenticationFailedException if the text is not a signed token with a permitted algorithm
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

    /**
     * Whether each part is the only base64url encoding of its bytes. Decoders ignore unused bits and characters after
     * the last byte, so that several texts would have the same signature.
     */
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

    /** Whether a key has the type, the algorithm and the id that this token requires. */
    boolean mayBeSignedBy(PublicJsonWebKey key) {
        return key.getKeyType().equals(KEY_TYPES.get(algorithm))
                && (key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm))
                && (key.getKeyId() == null || keyId == null || names(key));
    }

    /** Whether the key id in the header of this token is the id of the key. */
    boolean names(PublicJsonWebKey key) {
        return keyId != null && keyId.equals(key.getKeyId());
    }

    boolean isSignedBy(PublicJsonWebKey key) {
        try {
            signature.setKey(key.getPublicKey());
            return signature.verifySignature();
        } catch (JoseException e) {
            // The key does not fit the algorithm, for example because it is on another curve.
            return false;
        }
    }
}
