package io.footfall.support;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Builds JWTs byte by byte, including invalid ones that no library would build. */
public final class Jwts {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private static final int P256_BYTES = 32;

    private Jwts() {}

    /**
     * Generates a key pair on P-256. With the reduced JIT compilation of test JVMs an RSA key takes a second, and a
     * signature with it ten milliseconds.
     */
    public static KeyPair newKeys() {
        return generated("EC", new ECGenParameterSpec("secp256r1"));
    }

    public static KeyPair newRsaKeys() {
        return generated("RSA", new RSAKeyGenParameterSpec(2_048, RSAKeyGenParameterSpec.F4));
    }

    private static KeyPair generated(String type, AlgorithmParameterSpec size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The {@code alg} of a signature with these keys. */
    public static String algorithm(KeyPair keys) {
        return isRsa(keys) ? "RS256" : "ES256";
    }

    private static boolean isRsa(KeyPair keys) {
        return keys.getPublic() instanceof RSAPublicKey;
    }

    /** Claims of a token that is valid for five minutes. */
    public static JsonObject claims(String subject) {
        return new JsonObject()
                .put("sub", subject)
                .put("exp", Instant.now().plusSeconds(300).getEpochSecond());
    }

    public static String signed(KeyPair keys, String keyId, JsonObject claims) {
        return signed(
                keys,
                new JsonObject().put("alg", algorithm(keys)).put("kid", keyId).encode(),
                claims.encode());
    }

    /** Signs with SHA-256 and these keys, whatever the header says. */
    public static String signed(KeyPair keys, String header, String claims) {
        String text = part(header) + "." + part(claims);
        try {
            Signature signature = Signature.getInstance(isRsa(keys) ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Authenticates with HMAC-SHA-256 and a shared secret. */
    public static String authenticated(byte[] secret, String header, String claims) {
        String text = part(header) + "." + part(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return text + "." + BASE64.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String part(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a public key as an entry of a JWKS. */
    public static JsonObject jwk(KeyPair keys, String keyId) {
        JsonObject jwk =
                new JsonObject().put("use", "sig").put("alg", algorithm(keys)).put("kid", keyId);
        if (keys.getPublic() instanceof RSAPublicKey rsa) {
            return jwk.put("kty", "RSA").put("n", number(rsa.getModulus())).put("e", number(rsa.getPublicExponent()));
        }
        ECPoint point = ((ECPublicKey) keys.getPublic()).getW();
        return jwk.put("kty", "EC")
                .put("crv", "P-256")
                .put("x", coordinate(point.getAffineX()))
                .put("y", coordinate(point.getAffineY()));
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = unsigned(number);
        byte[] padded = new byte[P256_BYTES];
        System.arraycopy(bytes, 0, padded, P256_BYTES - bytes.length, bytes.length);
        return BASE64.encodeToString(padded);
    }

    private static String number(BigInteger number) {
        return BASE64.encodeToString(unsigned(number));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
}
