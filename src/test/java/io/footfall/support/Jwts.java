package io.footfall.support;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens byte by byte, also such as no library would make. */
public final class Jwts {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Jwts() {}

    public static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Claims of a token that is valid for five minutes. */
    public static JsonObject claims(String subject) {
        return new JsonObject()
                .put("sub", subject)
                .put("exp", Instant.now().plusSeconds(300).getEpochSecond());
    }

    public static String signed(KeyPair keys, String keyId, JsonObject claims) {
        return signed(
                keys, new JsonObject().put("alg", "RS256").put("kid", keyId).encode(), claims.encode());
    }

    /** Signed by RSA with SHA-256, whatever its header says. */
    public static String signed(KeyPair keys, String header, String claims) {
        String text = part(header) + "." + part(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Authenticated with HMAC-SHA-256 and a shared secret. */
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

    /** A key as a JWKS shows it. */
    public static JsonObject jwk(KeyPair keys, String keyId) {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return new JsonObject(new HashMap<>(Map.of(
                "kty",
                "RSA",
                "use",
                "sig",
                "alg",
                "RS256",
                "kid",
                keyId,
                "n",
                number(key.getModulus().toByteArray()),
                "e",
                number(key.getPublicExponent().toByteArray()))));
    }

    private static String number(byte[] bytes) {
        return BASE64.encodeToString(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }
}
