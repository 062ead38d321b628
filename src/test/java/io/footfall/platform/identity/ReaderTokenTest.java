package io.footfall.platform.identity;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newStory;
import static io.restassured.RestAssured.given;

import io.footfall.support.Jwts;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are accepted as reader tokens, tested byte by byte. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class ReaderTokenTest {

    private static final KeyPair KEYS = ServiceUnderTest.keyPair();
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static String token() {
        return Jwts.signed(KEYS, "any", Jwts.claims("u1"));
    }

    private static void isRefused(String token) {
        as("Bearer " + token).get("/api/notifications").then().statusCode(401).contentType("application/problem+json");
        as("Bearer " + token).get("/api/stories").then().statusCode(401);
    }

    @Test
    void aTokenOfTheKeyIsTaken() {
        as("Bearer " + token()).get("/api/notifications").then().statusCode(200);
        as("bearer " + token()).get("/api/notifications").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "AA", "AAAA", "=", "==", "!", ".", ".A", "%3D", "~", "/", "+", " A", ";x"})
    void aSignatureWithMoreBehindItIsRefused(String appended) {
        isRefused(token() + appended);
    }

    /** The last Base64 character of a 64-byte signature has four unused bits. They must be zero. */
    @Test
    void aSignatureIsWrittenOneWay() {
        String token = token();
        int last = ALPHABET.indexOf(token.charAt(token.length() - 1));

        isRefused(token.substring(0, token.length() - 1) + ALPHABET.charAt(last + 1));
        isRefused(token.substring(0, token.length() - 1));
        isRefused(token.substring(0, token.length() - 4) + "\t" + token.substring(token.length() - 4));
    }

    static Stream<String> headers() {
        return Stream.of(
                "{\"alg\":\"none\"}",
                "{\"alg\":\"None\"}",
                "{\"alg\":\"HS256\"}",
                "{\"alg\":\"RS256\"}",
                "{\"alg\":\"ES512\"}",
                "{\"alg\":\"es256\"}",
                "{\"alg\":5}",
                "{\"alg\":null}",
                "{}",
                "[]",
                "\"ES256\"",
                "not JSON",
                "{\"alg\":\"ES256\",\"alg\":\"none\"}",
                "{\"alg\":\"ES256\",\"crit\":[\"exp\"],\"exp\":1}",
                "{\"alg\":\"ES256\",\"crit\":[]}",
                "{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false}",
                "{\"alg\":\"ES256\",\"kid\":{}}",
                "{\"alg\":\"ES256\",\"kid\":7}",
                "[".repeat(2_000));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void aHeaderThatIsNotUnderstoodIsRefused(String header) {
        isRefused(Jwts.signed(KEYS, header, Jwts.claims("u1").encode()));
    }

    @Test
    void aTokenThatNobodySignedIsRefused() {
        isRefused(Jwts.part("{\"alg\":\"none\"}") + "."
                + Jwts.part(Jwts.claims("u1").encode()) + ".");
        isRefused(Jwts.part("{\"alg\":\"none\"}") + "."
                + Jwts.part(Jwts.claims("u1").encode()));
    }

    /** A public key is not secret. If it were accepted as an HMAC secret, anyone could authenticate any token. */
    @Test
    void aPublicKeyIsNoSharedSecret() {
        for (String header : new String[] {"{\"alg\":\"HS256\"}", "{\"alg\":\"ES256\"}"}) {
            for (byte[] secret : new byte[][] {
                KEYS.getPublic().getEncoded(), ServiceUnderTest.publicKey().getBytes(StandardCharsets.US_ASCII)
            }) {
                isRefused(Jwts.authenticated(secret, header, Jwts.claims("u1").encode()));
            }
        }
    }

    @Test
    void aKeyThatATokenBringsIsNotItsKey() {
        KeyPair own = Jwts.newKeys();
        JsonObject header = new JsonObject().put("alg", "ES256").put("jwk", Jwts.jwk(own, "own"));

        isRefused(Jwts.signed(own, header.encode(), Jwts.claims("u1").encode()));
    }

    static Stream<String> wrongClaims() {
        long now = Instant.now().getEpochSecond();
        return Stream.of(
                new JsonObject().put("sub", "u1").encode(),
                Jwts.claims("u1").put("exp", now - 61).encode(),
                Jwts.claims("u1").put("exp", String.valueOf(now + 300)).encode(),
                Jwts.claims("u1").put("nbf", now + 120).encode(),
                Jwts.claims("").encode(),
                new JsonObject().put("exp", now + 300).encode(),
                Jwts.claims("u1").put("sub", 7).encode(),
                "{\"sub\":\"u1\",\"exp\":" + (now - 61) + ",\"exp\":" + (now + 300) + "}",
                "[]",
                "not JSON");
    }

    @ParameterizedTest
    @MethodSource("wrongClaims")
    void claimsThatMakeNoReaderAreRefused(String claims) {
        isRefused(Jwts.signed(KEYS, "{\"alg\":\"ES256\"}", claims));
    }

    @Test
    void aTokenThatLastsForEverIsTaken() {
        as("Bearer " + Jwts.signed(KEYS, "any", Jwts.claims("u1").put("exp", 100_000_000_000_000_000L)))
                .get("/api/notifications")
                .then()
                .statusCode(200);
    }

    @Test
    void aTokenOfMoreThanEightKibibytesIsRefused() {
        isRefused(Jwts.signed(KEYS, "any", Jwts.claims("u1").put("more", "x".repeat(6_200))));
    }

    /** Which of two headers counts would depend on the reader: the proxy could use one and the service the other. */
    @Test
    void twoTokensAreNone() {
        String story = newStory();
        for (String second : new String[] {ServiceUnderTest.SERVICE, "Bearer " + token(), "x"}) {
            given().header("Authorization", "Bearer " + token(), second)
                    .post("/api/stories/" + story + "/view")
                    .then()
                    .statusCode(401);
            given().header("Authorization", ServiceUnderTest.SERVICE, second)
                    .body(Map.of())
                    .put("/api/stories/" + story)
                    .then()
                    .statusCode(401);
        }
    }
}
