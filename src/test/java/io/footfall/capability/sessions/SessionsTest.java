package io.footfall.capability.sessions;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.ServiceUnderTest.CRON;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.vertx.redis.client.Command;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class SessionsTest {

    private static final int AT_ONCE = 50;
    private static final String SESSIONS = "/api/sessions/";

    private final String user = newId();
    private final String owner = reader(user);

    private static ValidatableResponse begin(String authorization, String body) {
        return as(authorization).body(body).post("/api/sessions").then();
    }

    private static String begun(String authorization, String body) {
        return begin(authorization, body).statusCode(201).extract().path("id");
    }

    private static long left(String id) {
        return RedisProbe.ofSuite().send(Command.PTTL, RedisKeys.session(id)).toLong();
    }

    private static void shorten(String id, long millis) {
        RedisProbe.ofSuite().send(Command.PEXPIRE, RedisKeys.session(id), Long.toString(millis));
    }

    @Test
    void aSessionKeepsItsDataForItsOwner() {
        JsonPath begun = begin(
                        owner,
                        "{\"type\": \"checkout\", \"data\": {\"step\": 1, \"price\": 1.10}, \"ttlSeconds\": 900}")
                .statusCode(201)
                .body("type", equalTo("checkout"))
                .body("sliding", equalTo(true))
                .extract()
                .jsonPath();
        String id = begun.getString("id");
        assertThat(id).hasSize(43);
        assertThat(Instant.parse(begun.getString("expiresAt")))
                .isEqualTo(Instant.parse(begun.getString("createdAt")).plusSeconds(900));

        assertThat(as(owner).get(SESSIONS + id).then().statusCode(200).extract().asString())
                .contains("\"price\":1.10");
        as(owner)
                .body("{\"data\": [2]}")
                .put(SESSIONS + id)
                .then()
                .statusCode(200)
                .body("data[0]", equalTo(2))
                .body("createdAt", equalTo(begun.getString("createdAt")));
        as(owner).get(SESSIONS + id).then().body("data[0]", equalTo(2));

        as(owner).delete(SESSIONS + id).then().statusCode(204);
        as(owner).get(SESSIONS + id).then().statusCode(404);
        as(owner).delete(SESSIONS + id).then().statusCode(404);
    }

    @Test
    void nobodyReachesTheSessionOfAnother() {
        String id = begun(owner, "{\"type\": \"checkout\", \"data\": \"secret\"}");
        String mallory = reader(newId());

        as(mallory).get(SESSIONS + id).then().statusCode(404);
        as(mallory).body("{\"data\": 1}").put(SESSIONS + id).then().statusCode(404);
        as(mallory).body("{}").post(SESSIONS + id + "/extend").then().statusCode(404);
        as(mallory).delete(SESSIONS + id).then().statusCode(404);
        given().get(SESSIONS + id).then().statusCode(401);
        as(CRON).get(SESSIONS + id).then().statusCode(403);
        begin(mallory, "{\"type\": \"checkout\", \"userId\": \"" + user + "\"}").statusCode(403);

        as(owner).get(SESSIONS + id).then().statusCode(200).body("data", equalTo("secret"));
    }

    @Test
    void aServiceHasItsOwnAndThoseOfUsers() {
        String own = begun(SERVICE, "{\"type\": \"import\"}");
        String ofUser = begun(SERVICE, "{\"type\": \"login\", \"userId\": \"" + user + "\", \"data\": 1}");

        as(SERVICE).get(SESSIONS + own).then().statusCode(200);
        as("Bearer other-service-token").get(SESSIONS + own).then().statusCode(200);
        as(owner).get(SESSIONS + own).then().statusCode(404);
        as(owner).get(SESSIONS + ofUser).then().statusCode(200).body("data", equalTo(1));
        as(SERVICE).delete(SESSIONS + ofUser).then().statusCode(204);
    }

    @Test
    void readingExtendsWhatSlidesAndNothingElse() {
        String sliding = begun(owner, "{\"type\": \"a\", \"ttlSeconds\": 900}");
        String fixed = begun(owner, "{\"type\": \"a\", \"ttlSeconds\": 900, \"sliding\": false}");
        shorten(sliding, 60_000);
        shorten(fixed, 60_000);

        as(owner).get(SESSIONS + sliding).then().statusCode(200);
        as(owner).get(SESSIONS + fixed).then().statusCode(200);
        as(owner).body("{\"data\": 1}").put(SESSIONS + fixed).then().statusCode(200);

        assertThat(left(sliding)).isGreaterThan(800_000);
        assertThat(left(fixed)).isLessThanOrEqualTo(60_000);
        as(owner).post(SESSIONS + fixed + "/extend").then().statusCode(200);
        assertThat(left(fixed)).isBetween(800_000L, 900_000L);
        as(owner)
                .body("{\"ttlSeconds\": 86400}")
                .post(SESSIONS + fixed + "/extend")
                .then()
                .statusCode(200);
        assertThat(left(fixed)).isGreaterThan(86_000_000);
    }

    @Test
    void whatIsOverIsNotFound() {
        String id = begun(owner, "{\"type\": \"a\"}");
        shorten(id, 1);

        await().until(() -> as(owner).get(SESSIONS + id).statusCode() == 404);
        as(owner).post(SESSIONS + id + "/extend").then().statusCode(404);
    }

    @Test
    void tenThousandGuessesFindNone() {
        begun(owner, "{\"type\": \"a\"}");
        SecureRandom random = new SecureRandom();
        HttpClient client = HttpClient.newHttpClient();

        for (int i = 0; i < 10_000; i += AT_ONCE) {
            assertThat(IntStream.range(0, AT_ONCE)
                            .mapToObj(guess -> client.sendAsync(guess(random), HttpResponse.BodyHandlers.discarding()))
                            .toList())
                    // With so many calls at once some time out with 503. They found no session either.
                    .allSatisfy(answer -> assertThat(answer.join().statusCode()).isIn(404, 503));
        }
    }

    private static HttpRequest guess(SecureRandom random) {
        byte[] guess = new byte[32];
        random.nextBytes(guess);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(guess);
        return HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + SESSIONS + id))
                .header("Authorization", SERVICE)
                .build();
    }

    private static final int PER_USER = 50;

    private static List<String> begun(int count, String authorization, String body) {
        return IntStream.range(0, count)
                .mapToObj(i -> begun(authorization, body))
                .toList();
    }

    private static Predicate<String> answers(String authorization, int status) {
        return id -> as(authorization).get(SESSIONS + id).statusCode() == status;
    }

    private long indexed() {
        return RedisProbe.ofSuite().send(Command.ZCARD, index()).toLong();
    }

    private String index() {
        return RedisKeys.partition(PartitionId.of("user:" + user)) + ":sessions:user:" + user;
    }

    @Test
    void aUserHasFiftyAndOneMoreEndsTheOldest() {
        List<String> first = begun(PER_USER, owner, "{\"type\": \"a\"}");
        assertThat(first).allMatch(answers(owner, 200));

        String byItself = begun(owner, "{\"type\": \"a\"}");
        String byService = begun(SERVICE, "{\"type\": \"a\", \"userId\": \"" + user + "\"}");

        assertThat(first.subList(0, 2)).allMatch(answers(owner, 404));
        assertThat(first.subList(2, PER_USER)).allMatch(answers(owner, 200));
        assertThat(List.of(byItself, byService)).allMatch(answers(owner, 200));
        assertThat(indexed()).isEqualTo(PER_USER);
    }

    @Test
    void ofTwoHundredBegunAtOnceFiftyLast() {
        List<String> ids = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> begun(owner, "{\"type\": \"a\"}"))
                .toList();

        assertThat(ids.stream().filter(answers(owner, 200))).hasSize(PER_USER);
        assertThat(indexed()).isEqualTo(PER_USER);
    }

    @Test
    void whatWasDeletedOrIsOverMakesRoom() {
        List<String> first = begun(PER_USER, owner, "{\"type\": \"a\"}");
        as(owner).delete(SESSIONS + first.get(10)).then().statusCode(204);
        shorten(first.get(20), 1);
        shorten(first.get(30), 1);
        await().until(() -> answers(owner, 404).test(first.get(30)));

        begun(3, owner, "{\"type\": \"a\"}");

        assertThat(first.stream().filter(answers(owner, 200))).hasSize(PER_USER - 3);
        assertThat(first.get(0)).matches(answers(owner, 200));
        assertThat(indexed()).isEqualTo(PER_USER);
    }

    /** Otherwise sessions that are extended would not be counted, and more could be created than the limit allows. */
    @Test
    void theIndexOfAUserLivesAsLongAsTheSessions() {
        String id = begun(owner, "{\"type\": \"a\", \"ttlSeconds\": 900}");
        assertThat(RedisProbe.ofSuite().send(Command.PTTL, index()).toLong()).isBetween(800_000L, 900_000L);

        as(owner)
                .body("{\"ttlSeconds\": 86400}")
                .post(SESSIONS + id + "/extend")
                .then()
                .statusCode(200);
        begun(owner, "{\"type\": \"a\", \"ttlSeconds\": 900}");
        assertThat(RedisProbe.ofSuite().send(Command.PTTL, index()).toLong()).isGreaterThan(86_000_000);

        RedisProbe.ofSuite().send(Command.PEXPIRE, index(), "60000");
        as(owner).get(SESSIONS + id).then().statusCode(200);
        assertThat(RedisProbe.ofSuite().send(Command.PTTL, index()).toLong()).isGreaterThan(86_000_000);
    }

    @Test
    void aServiceHasAsManyOfItsOwnAsItLikes() {
        List<String> own = begun(PER_USER + 1, SERVICE, "{\"type\": \"a\"}");

        assertThat(own).allMatch(answers(SERVICE, 200));
    }

    @Test
    void dataIsMeasuredInBytes() {
        begin(owner, "{\"type\": \"a\", \"data\": \"" + "語".repeat(5_461) + "\"}")
                .statusCode(400);
        begin(owner, "{\"type\": \"a\", \"data\": \"" + "語".repeat(5_460) + "\"}")
                .statusCode(201);
    }

    @Test
    void beginningTwiceUnderOneKeyBeginsOne() {
        String first = as(owner)
                .header("Idempotency-Key", "k")
                .body("{\"type\": \"a\"}")
                .post("/api/sessions")
                .path("id");
        String second = as(owner)
                .header("Idempotency-Key", "k")
                .body("{\"type\": \"a\"}")
                .post("/api/sessions")
                .path("id");

        assertThat(second).isEqualTo(first).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "",
                "{\"type\": \"a b\"}",
                "{\"type\": \"a\", \"ttlSeconds\": 899}",
                "{\"type\": \"a\", \"ttlSeconds\": 86401}",
                "{\"type\": \"a\", \"sliding\": \"yes\"}",
                "{\"type\": \"a\", \"data\": }"
            })
    void whatMakesNoSenseIsRefused(String body) {
        begin(owner, body).statusCode(400).contentType("application/problem+json");
    }

    @Test
    void dataThatIsTooLongIsRefusedAndChangesNothing() {
        String id = begun(owner, "{\"type\": \"a\", \"data\": 1}");
        String large = "x".repeat(17_000);

        as(owner)
                .body(Map.of("data", large))
                .put(SESSIONS + id)
                .then()
                .statusCode(400)
                .body("field", equalTo("data"));
        as(owner).body("{}").put(SESSIONS + id).then().statusCode(400);

        as(owner).get(SESSIONS + id).then().body("data", equalTo(1));
    }
}
