package io.footfall.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.footfall.support.Jwts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VerificationKeysTest {

    private static final KeyPair KEYS = Jwts.newRsaKeys();

    private static String base64(byte[] bytes) {
        return Base64.getMimeEncoder().encodeToString(bytes);
    }

    static Stream<String> forms() {
        String jwk = Jwts.jwk(KEYS, "k1").encode();
        String pem = base64(KEYS.getPublic().getEncoded());
        return Stream.of(
                "-----BEGIN PUBLIC KEY-----\n" + pem + "\n-----END PUBLIC KEY-----\n",
                "-----BEGIN PUBLIC KEY-----" + pem.replaceAll("\\s", "") + "-----END PUBLIC KEY-----",
                pem,
                pem.replaceAll("\\s", ""),
                jwk,
                Jwts.part(jwk),
                new JsonObject()
                        .put("keys", new JsonArray().add(Jwts.jwk(KEYS, "k1")))
                        .encode());
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aKeyIsReadInAllItsForms(String text) {
        SignedToken token = SignedToken.of(Jwts.signed(KEYS, "k1", Jwts.claims("u1")));

        assertThat(VerificationKeys.parse(text).verify(token)).isEqualTo(VerificationKeys.Result.VERIFIED);
    }

    @ParameterizedTest
    @CsvSource({"secp256r1, ES256", "secp384r1, ES384", "secp521r1, ES512", ", PS256", ", RS512"})
    void otherAlgorithmsAreVerifiedToo(String curve, String algorithm) throws GeneralSecurityException, JoseException {
        KeyPair keys = curve == null ? KEYS : newKeys(curve);
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(algorithm);
        jws.setPayload(Jwts.claims("u1").encode());
        jws.setKey(keys.getPrivate());

        assertThat(VerificationKeys.parse(base64(keys.getPublic().getEncoded()))
                        .verify(SignedToken.of(jws.getCompactSerialization())))
                .isEqualTo(VerificationKeys.Result.VERIFIED);
    }

    private static KeyPair newKeys(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    @Test
    void aKeyForSomethingElseVerifiesNothing() {
        for (Map.Entry<String, String> other :
                Map.of("use", "enc", "alg", "RS512", "kid", "k2").entrySet()) {
            String keys = new JsonObject()
                    .put(
                            "keys",
                            new JsonArray()
                                    .add(Jwts.jwk(KEYS, "k1").put(other.getKey(), other.getValue()))
                                    .add(Jwts.jwk(Jwts.newKeys(), "k3")))
                    .encode();

            assertThat(VerificationKeys.parse(keys).verify(SignedToken.of(Jwts.signed(KEYS, "k1", Jwts.claims("u1")))))
                    .isEqualTo(VerificationKeys.Result.UNKNOWN_KEY);
        }
    }

    @Test
    void aWeakOrASecretKeyIsNone() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1_024);
        String weak = base64(generator.generateKeyPair().getPublic().getEncoded());
        String secret = base64(KEYS.getPrivate().getEncoded());

        assertThatIllegalArgumentException().isThrownBy(() -> VerificationKeys.parse(weak));
        assertThatIllegalArgumentException().isThrownBy(() -> VerificationKeys.parse(secret));
    }
}
