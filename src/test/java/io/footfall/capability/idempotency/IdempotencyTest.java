package io.footfall.capability.idempotency;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.redis.client.Command;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class IdempotencyTest {

    private static final String HEADER = "Idempotency-Key";
    private static final String REPLAYED = "Idempotent-Replayed";

    private final String user = newId();
    private final String key = newId();

    private String note(String title) {
        return "{\"userId\": \"" + user + "\", \"type\": \"t\", \"title\": \"" + title + "\"}";
    }

    private static ValidatableResponse post(String authorization, String key, String path, String body) {
        return as(authorization).header(HEADER, key).body(body).post(path).then();
    }

    private ValidatableResponse notify(String title) {
        return post(SERVICE, key, "/api/notifications", note(title));
    }

    private long notifications() {
        return PostgresProbe.number("select count(*) from notifications where user_id = '" + user + "'");
    }

    /** A claim must not return the job of an earlier claim. */
    @Test
    void whatCreatesNothingTakesNoKey() {
        String lock = "/api/locks/" + newId();
        post(SERVICE, key, lock, "{\"ttlSeconds\": 60}").statusCode(200);
        post(SERVICE, key, lock, "{\"ttlSeconds\": 60}").statusCode(409).header(REPLAYED, nullValue());

        String queue = "/api/jobs/" + newId();
        post(SERVICE, newId(), queue, "{\"payload\": 1}");
        post(SERVICE, newId(), queue, "{\"payload\": 2}");
        String first = post(SERVICE, key, queue + "/claim", "{}").extract().path("items[0].id");
        post(SERVICE, key, queue + "/claim", "{}").statusCode(200).body("items[0].id", not(equalTo(first)));
        as(SERVICE).header(HEADER, key).get(queue).then().statusCode(200).header(REPLAYED, nullValue());
    }

    /**
     * The key is freed when a request times out, although its job may have been enqueued. The test deletes the stored
     * key to simulate this.
     */
    @Test
    void aJobWhoseEnqueueingWasNotAnsweredIsEnqueuedOnce() {
        String queue = "/api/jobs/" + newId();
        String first = post(SERVICE, key, queue, "{\"payload\": 1}").extract().path("id");
        RedisProbe.ofSuite().keys(RedisKeys.idempotency("*")).forEach(held -> RedisProbe.ofSuite()
                .send(Command.DEL, held));

        post(SERVICE, key, queue, "{\"payload\": 1}").statusCode(200).body("id", equalTo(first));
        post(SERVICE, newId(), queue, "{\"payload\": 1}").statusCode(201).body("id", not(equalTo(first)));
        as(SERVICE).get(queue).then().body("ready", equalTo(2));
    }

    @Test
    void theSameRequestIsAnsweredAsTheFirstWas() {
        ExtractableResponse<Response> first =
                notify("Once").statusCode(201).header(REPLAYED, nullValue()).extract();

        ExtractableResponse<Response> second =
                notify("Once").statusCode(201).header(REPLAYED, equalTo("true")).extract();

        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(second.contentType()).isEqualTo(first.contentType());
        assertThat(notifications()).isEqualTo(1);
    }

    @Test
    void anotherBodyIsRefused() {
        notify("Once").statusCode(201);

        notify("Twice")
                .statusCode(422)
                .contentType("application/problem+json")
                .body("status", equalTo(422))
                .body("error", equalTo("Unprocessable Content"));
        assertThat(notifications()).isEqualTo(1);
    }

    @Test
    void ofAHundredAtOnceOneIsDone() {
        List<ExtractableResponse<Response>> answers = IntStream.range(0, 100)
                .parallel()
                .mapToObj(i -> notify("Once").extract())
                .toList();

        assertThat(answers)
                .extracting(ExtractableResponse::statusCode)
                .isSubsetOf(201, 409)
                .contains(201);
        assertThat(answers.stream()
                        .filter(answer -> answer.statusCode() == 201)
                        .map(ExtractableResponse::asString)
                        .distinct())
                .hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 409))
                .allSatisfy(answer -> assertThat(answer.header("Retry-After")).isNotNull());
        assertThat(notifications()).isEqualTo(1);
        notify("Once").statusCode(201).header(REPLAYED, equalTo("true"));
    }

    @Test
    void aKeyIsOfOneCallerAndOnePath() {
        notify("Once").statusCode(201);

        post(OPERATOR, key, "/api/notifications", note("Once")).statusCode(201).header(REPLAYED, nullValue());
        post(SERVICE, key, "/api/jobs/" + user, "{\"payload\": 1}")
                .statusCode(201)
                .header(REPLAYED, nullValue());
        post(SERVICE, key, "/api/jobs/" + user, "{\"payload\": 1}")
                .statusCode(201)
                .header(REPLAYED, equalTo("true"));

        assertThat(notifications()).isEqualTo(2);
        as(SERVICE).get("/api/jobs/" + user).then().body("ready", equalTo(1));
    }

    @Test
    void whatWasRefusedMayBeTriedAgain() {
        post(SERVICE, key, "/api/notifications", "{").statusCode(400);
        post(SERVICE, key, "/api/notifications", "{").statusCode(400).header(REPLAYED, nullValue());

        notify("Once").statusCode(201);
    }

    @Test
    void whoIsNotLetInHoldsNoKey() {
        post(reader("u1"), key, "/api/notifications", note("Not mine")).statusCode(403);
        post("Bearer wrong", key, "/api/notifications", note("Not mine")).statusCode(401);
        given().contentType("application/json")
                .header(HEADER, key)
                .body(note("Not mine"))
                .post("/api/notifications")
                .then()
                .statusCode(401);

        notify("Once").statusCode(201).header(REPLAYED, nullValue());
    }

    @Test
    void aRequestThatIsUnderWayIsWaitedForAsLongAsItMayTake() {
        notify("Once").statusCode(201);
        String name = RedisProbe.ofSuite().keys(RedisKeys.idempotency("*")).stream()
                .filter(candidate -> String.valueOf(RedisProbe.ofSuite().send(Command.HGET, candidate, "b"))
                        .contains(user))
                .findFirst()
                .orElseThrow();
        String fingerprint = RedisProbe.ofSuite().send(Command.HGET, name, "f").toString();
        assertThat(fingerprint).isEqualTo(Digests.of(note("Once").getBytes(StandardCharsets.UTF_8)));

        // The state after a replica was killed in the middle of the request.
        RedisProbe.ofSuite().send(Command.DEL, name);
        RedisProbe.ofSuite().send(Command.HSET, name, "f", fingerprint, "t", "dead");
        RedisProbe.ofSuite().send(Command.PEXPIRE, name, "15000");
        notify("Once").statusCode(409).header("Retry-After", notNullValue());
        RedisProbe.ofSuite().send(Command.PEXPIRE, name, "1");

        await().until(() -> notify("Once").extract().statusCode() == 201);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "ä"})
    void aKeyThatIsNoneIsRefused(String wrong) {
        post(SERVICE, wrong, "/api/notifications", note("x")).statusCode(400).body("field", equalTo(HEADER));
        post(SERVICE, "x".repeat(256), "/api/notifications", note("x")).statusCode(400);
    }

    @Test
    void withoutAKeyEachIsDone() {
        as(SERVICE).body(note("One")).post("/api/notifications").then().statusCode(201);
        as(SERVICE).body(note("One")).post("/api/notifications").then().statusCode(201);

        assertThat(notifications()).isEqualTo(2);
    }
}
