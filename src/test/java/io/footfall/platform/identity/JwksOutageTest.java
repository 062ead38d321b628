package io.footfall.platform.identity;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.management;
import static io.footfall.support.Api.newId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.matchesPattern;

import io.footfall.support.HttpCalls;
import io.footfall.support.JwksServer;
import io.footfall.support.JwksServer.Behaviour;
import io.footfall.support.Jwts;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Verification of reader tokens with a JWKS endpoint that hangs, fails and rotates keys. */
@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@WithTestResource(JwksServer.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JwksOutageTest {

    private static final KeyPair KEYS = Jwts.newRsaKeys();
    private static final KeyPair OTHERS = Jwts.newRsaKeys();

    /** The timeout of two seconds plus a margin for a busy machine. */
    private static final Duration AT_MOST = Duration.ofMillis(3_500);

    private static JsonObject claims() {
        return Jwts.claims("auth0|" + newId())
                .put("iss", JwksServer.ISSUER)
                .put("aud", new JsonArray().add("account").add(JwksServer.AUDIENCE));
    }

    private static Response signIn(String token) {
        return as("Bearer " + token).get("/api/notifications/unread-count");
    }

    private static Response signIn(KeyPair keys, String keyId) {
        return signIn(Jwts.signed(keys, keyId, claims()));
    }

    private static void showAndWait(Map<String, KeyPair> keys) {
        JwksServer.show(keys);
        JwksServer.behave(Behaviour.SERVES);
        keys.forEach((keyId, pair) -> Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> signIn(pair, keyId).statusCode() == 200));
    }

    private static void isNotTold(Response answer) {
        answer.then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", matchesPattern("[1-9][0-9]?"));
    }

    /** The service starts although the endpoint hangs. Only requests with a token wait, for a bounded time. */
    @Test
    @Order(1)
    void anEndpointThatHangsFromTheStartStopsNobodyElse() {
        given().get("/api/stories").then().statusCode(200);
        Instant before = Instant.now();

        isNotTold(signIn(KEYS, "k1"));

        assertThat(Duration.between(before, Instant.now())).isLessThan(AT_MOST);
        showAndWait(Map.of("k1", KEYS));
    }

    @ParameterizedTest
    @EnumSource(
            value = Behaviour.class,
            names = {"HANGS", "DRIPS", "FAILS", "ANSWERS_NO_KEYS"})
    void knownKeysServeWhileTheEndpointDoesNot(Behaviour broken) {
        showAndWait(Map.of("k1", KEYS));
        JwksServer.behave(broken);
        Instant before = Instant.now();

        isNotTold(signIn(OTHERS, "unknown"));

        assertThat(Duration.between(before, Instant.now())).isLessThan(AT_MOST);
        signIn(KEYS, "k1").then().statusCode(200);
        signIn(OTHERS, "k1").then().statusCode(401);
        showAndWait(Map.of("k1", KEYS));
    }

    @Test
    void aKeyThatIsShownAnewIsTakenAtOnce() {
        showAndWait(Map.of("k1", KEYS));
        KeyPair rotated = Jwts.newKeys();
        String keyId = newId();
        JwksServer.show(Map.of("k1", KEYS, keyId, rotated));

        signIn(rotated, keyId).then().statusCode(200);
    }

    @Test
    void aKeyThatIsShownNoMoreIsForgotten() {
        KeyPair old = Jwts.newKeys();
        showAndWait(Map.of("old", old, "k1", KEYS));
        JwksServer.show(Map.of("k1", KEYS));

        signIn(OTHERS, newId()).then().statusCode(401);

        signIn(old, "old").then().statusCode(401);
    }

    /** Invented key ids cause one fetch per second, and do not prevent the fetch for a reader with a new key. */
    @Test
    void madeUpKeyIdsDoNotUseUpTheFetchOfARotation() {
        showAndWait(Map.of("k1", KEYS));
        int before = JwksServer.requests();
        Instant began = Instant.now();
        ExecutorService attackers = Executors.newFixedThreadPool(64);
        try {
            List<CompletableFuture<Integer>> attack = IntStream.range(0, 200)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> HttpCalls.send(
                                            "GET",
                                            "/api/notifications/unread-count",
                                            "Bearer " + Jwts.signed(OTHERS, newId(), claims()),
                                            new byte[0])
                                    .status(),
                            attackers))
                    .toList();
            Awaitility.await().until(() -> JwksServer.requests() > before);
            KeyPair rotated = Jwts.newKeys();
            String keyId = newId();
            JwksServer.show(Map.of("k1", KEYS, keyId, rotated));

            signIn(rotated, keyId).then().statusCode(200);

            assertThat(attack.stream().map(CompletableFuture::join)).containsOnly(401);
            assertThat(JwksServer.requests() - before)
                    .isLessThanOrEqualTo(
                            (int) Duration.between(began, Instant.now()).toSeconds() + 2);
        } finally {
            attackers.shutdownNow();
        }
    }

    static Stream<JsonObject> claimsOfOthers() {
        return Stream.of(
                claims().put("aud", "somebody-else"),
                claims().put("aud", new JsonArray()),
                without("aud"),
                claims().put("iss", "https://evil.example.org/"),
                claims().put("iss", "https://login.example.org"),
                without("iss"));
    }

    private static JsonObject without(String claim) {
        JsonObject claims = claims();
        claims.remove(claim);
        return claims;
    }

    @ParameterizedTest
    @MethodSource("claimsOfOthers")
    void aTokenForOthersIsRefused(JsonObject claims) {
        showAndWait(Map.of("k1", KEYS));

        signIn(Jwts.signed(KEYS, "k1", claims)).then().statusCode(401);
    }

    @Test
    void aTokenMayNameNoKeyAndOneAudience() {
        showAndWait(Map.of("k1", KEYS, "k2", OTHERS));
        String header = "{\"alg\":\"RS256\"}";

        signIn(Jwts.signed(
                        OTHERS, header, claims().put("aud", JwksServer.AUDIENCE).encode()))
                .then()
                .statusCode(200);
        signIn(Jwts.signed(Jwts.newKeys(), header, claims().encode())).then().statusCode(401);
    }

    @Test
    void failuresAreCounted() {
        showAndWait(Map.of("k1", KEYS));
        JwksServer.behave(Behaviour.FAILS);
        signIn(OTHERS, "unknown").then().statusCode(503);

        assertThat(management().get("/q/metrics").asString().lines())
                .anyMatch(line -> line.startsWith("footfall_identity_key_fetches_total{result=\"failed\"")
                        && !line.endsWith(" 0.0"));
        showAndWait(Map.of("k1", KEYS));
    }
}
