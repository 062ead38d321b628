package io.footfall.capability.ratelimit;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.percentEncoded;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rate limit keys can be any text, in a body and in a path. */
@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@TestProfile(RateLimitsTest.Limits.class)
class LimitKeysTest {

    private static final String KEY = "\ud83d\udd11";

    /** A random part makes the keys of each run unique. */
    static Stream<String> keys() {
        return Stream.of(
                        "auth0|%s",
                        "%s@example.org",
                        "login:%s/eu",
                        "../../%s",
                        "%s with blanks ",
                        "%s*",
                        "%s%%25",
                        "%s?#;+&=\"\\{}",
                        "\u0438\u043c\u044f %s " + KEY,
                        "10.0.0.1 %s",
                        "%s" + KEY.repeat(223))
                .map(text -> text.formatted(newId()));
    }

    /** Sends paths without encoding them. */
    private static RequestSpecification literally(String authorization) {
        return as(authorization).urlEncodingEnabled(false);
    }

    private static ValidatableResponse check(String policy, String key) {
        return as(SERVICE)
                .body(Map.of("key", key))
                .post("/api/rate-limits/" + policy + "/check")
                .then();
    }

    private static ValidatableResponse look(String policy, String key) {
        return literally(SERVICE)
                .get("/api/rate-limits/" + policy + "/" + percentEncoded(key))
                .then();
    }

    private static String overrideOf(String policy, String key) {
        return "/api/admin/rate-limits/" + policy + "/overrides/" + percentEncoded(key);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aKeyIsAnyText(String key) {
        check("login", key).statusCode(200).body("remaining", equalTo(4));
        look("login", key).statusCode(200).body("remaining", equalTo(4));

        literally(OPERATOR)
                .delete("/api/rate-limits/login/" + percentEncoded(key))
                .then()
                .statusCode(204);

        look("login", key).body("remaining", equalTo(5));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void anOverrideIsForAnyKey(String key) {
        literally(OPERATOR)
                .body("{\"kind\": \"blocked\"}")
                .put(overrideOf("message", key))
                .then()
                .statusCode(200)
                .body("key", equalTo(key));

        check("message", key).statusCode(200).body("allowed", equalTo(false));
        as(OPERATOR)
                .get("/api/admin/rate-limits/message/overrides?limit=100")
                .then()
                .body("items.key", hasItem(key));
        literally(OPERATOR).delete(overrideOf("message", key)).then().statusCode(204);
        check("message", key).body("allowed", equalTo(true));
    }

    /** Hits of a candidate limit are stored under the key with a suffix. */
    @Test
    void aKeyIsNotTheCandidateOfAnother() {
        String key = newId();
        check("tried", key).statusCode(200);

        look("tried", key + "*").body("remaining", equalTo(2));
    }

    @Test
    void aReaderIsTheKeyOfItsId() {
        String user = "auth0|" + newId();
        as(reader(user)).post("/api/stories/" + newStory() + "/view").then().statusCode(200);
        look("view", user).body("remaining", equalTo(2));

        literally(OPERATOR)
                .body("{\"kind\": \"blocked\"}")
                .put(overrideOf("view", user))
                .then()
                .statusCode(200);

        as(reader(user)).post("/api/stories/" + newStory() + "/view").then().statusCode(429);
    }

    @Test
    void aReaderWhoseIdIsWrittenLikeAnAddressIsNotItsClient() {
        String address = "198.18." + (int) (Math.random() * 255) + "." + (int) (Math.random() * 255);

        as(reader(address)).post("/api/stories/" + newStory() + "/view").then().statusCode(200);
        as(SERVICE)
                .body(Map.of("userId", address, "type", "comment", "title", "A title"))
                .post("/api/notifications")
                .then()
                .statusCode(201);

        look("view", address).body("remaining", equalTo(3));
        look("notification", address).body("remaining", equalTo(60));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "null",
                "\"a\\u0000b\"",
                "\"a\\nb\"",
                "\"a\\u007fb\"",
                "\"a\\u0085b\"",
                "\"\\ud83d\"",
                "\"\\udd11\\ud83d\""
            })
    void whatIsNoKeyIsRefused(String key) {
        as(SERVICE)
                .body("{\"key\": " + key + "}")
                .post("/api/rate-limits/login/check")
                .then()
                .statusCode(400);
    }

    @Test
    void aKeyThatIsTooLongIsRefused() {
        assertThat(KEY.codePointCount(0, KEY.length())).isEqualTo(1);

        check("login", KEY.repeat(257)).statusCode(400).body("field", equalTo("key"));
        look("login", "a".repeat(257)).statusCode(400).body("field", equalTo("key"));
    }

    /**
     * Bytes that are not UTF-8, for instance half a surrogate pair, must be rejected: with the replacement character,
     * different keys would become the same one.
     */
    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%C3%28", "%ED%A0%BD", "a%00b", "a%0Ab", "%7F", "%C2%85"})
    void aPathThatIsNoTextIsRefused(String encoded) {
        literally(SERVICE).get("/api/rate-limits/login/" + encoded).then().statusCode(400);
        literally(OPERATOR).delete("/api/rate-limits/login/" + encoded).then().statusCode(400);
        literally(OPERATOR)
                .body("{\"kind\": \"blocked\"}")
                .put("/api/admin/rate-limits/login/overrides/" + encoded)
                .then()
                .statusCode(400);
    }
}
