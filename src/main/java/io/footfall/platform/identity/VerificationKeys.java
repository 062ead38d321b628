package io.footfall.platform.identity;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.Use;
import org.jose4j.lang.JoseException;

/**
 * An immutable set of public keys that verify the signatures of readers' tokens: RSA with at least 2,048 bits, or EC
 * (P-256, P-384, P-521).
 */
public final class VerificationKeys {

    /** A set without keys. */
    static final VerificationKeys NONE = new VerificationKeys(List.of());

    /**
     * The maximum number of keys that are tried for one token, because each costs a signature verification. Bounds the
     * cost of a token without a key id.
     */
    private static final int MOST_TRIED = 16;

    private static final int LEAST_RSA_BITS = 2_048;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([^-]+)-----END \\1-----");

    private final List<PublicJsonWebKey> keys;

    private VerificationKeys(List<PublicJsonWebKey> keys) {
        this.keys = keys;
    }

    /** The result of a signature verification. */
    enum Result {
        /** One of the keys signed the token. */
        VERIFIED,
        /** The token names one of the keys, but that key did not sign it. */
        WRONG,
        /** The token names a key that is not in the set, or it names no key and none of the keys signed it. */
        UNKNOWN_KEY
    }

    /**
     * Parses keys.
     *
     * @param text a public key or a certificate in PEM, the Base64 of a public key in DER, or a JWK or JWKS as JSON or
     *     as Base64 of it. Keys of a JWKS that cannot verify signatures here are skipped
     * @return a set of at least one key
     * @throws IllegalArgumentException if there is no usable key; the message does not contain the text
     */
    public static VerificationKeys parse(String text) {
        List<PublicJsonWebKey> found =
                read(text.strip()).filter(VerificationKeys::isUsable).toList();
        if (found.isEmpty()) {
            throw noKey(null);
        }
        return new VerificationKeys(found);
    }

    private static Stream<PublicJsonWebKey> read(String text) {
        try {
            if (text.startsWith("{")) {
                return fromJson(text);
            }
            Matcher pem = PEM.matcher(text);
            if (pem.lookingAt()) {
                byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
                return Stream.of(asJwk(pem.group(1).equals("CERTIFICATE") ? certifiedIn(der) : publicKeyIn(der)));
            }
            byte[] decoded = Base64.getDecoder()
                    .decode(text.replaceAll("\\s", "").replace('-', '+').replace('_', '/'));
            String json = new String(decoded, StandardCharsets.UTF_8).strip();
            return json.startsWith("{") ? fromJson(json) : Stream.of(asJwk(publicKeyIn(decoded)));
        } catch (JoseException | GeneralSecurityException | ClassCastException | IllegalArgumentException e) {
            throw noKey(e);
        }
    }

    private static Stream<PublicJsonWebKey> fromJson(String json) throws JoseException {
        List<JsonWebKey> all = json.contains("\"" + JsonWebKeySet.JWK_SET_MEMBER_NAME + "\"")
                ? new JsonWebKeySet(json).getJsonWebKeys()
                : List.of(JsonWebKey.Factory.newJwk(json));
        return all.stream().filter(PublicJsonWebKey.class::isInstance).map(PublicJsonWebKey.class::cast);
    }

    private static PublicJsonWebKey asJwk(PublicKey key) throws JoseException {
        return PublicJsonWebKey.Factory.newPublicJwk(key);
    }

    private static PublicKey certifiedIn(byte[] der) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der))
                .getPublicKey();
    }

    private static PublicKey publicKeyIn(byte[] der) throws GeneralSecurityException {
        X509EncodedKeySpec spec = new X509EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance("RSA").generatePublic(spec);
        } catch (GeneralSecurityException notRsa) {
            return KeyFactory.getInstance("EC").generatePublic(spec);
        }
    }

    private static boolean isUsable(PublicJsonWebKey key) {
        boolean isStrong = key.getPublicKey() instanceof RSAPublicKey rsa
                ? rsa.getModulus().bitLength() >= LEAST_RSA_BITS
                : key.getKeyType().equals("EC");
        return isStrong && (key.getUse() == null || key.getUse().equals(Use.SIGNATURE));
    }

    private static IllegalArgumentException noKey(Exception cause) {
        return new IllegalArgumentException("no public key, RSA of at least 2048 bits or EC", cause);
    }

    Result verify(SignedToken token) {
        List<PublicJsonWebKey> fitting =
                keys.stream().filter(token::mayBeSignedBy).toList();
        if (fitting.stream().limit(MOST_TRIED).anyMatch(token::isSignedBy)) {
            return Result.VERIFIED;
        }
        return fitting.stream().anyMatch(token::names) ? Result.WRONG : Result.UNKNOWN_KEY;
    }
}
