package io.footfall.capability.counters;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.sync;
import static io.footfall.support.ServiceUnderTest.CRON;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.capability.scores.Amnesia;
import io.footfall.capability.scores.ScoreSet;
import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.Api;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Multi;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class CountersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name = newId();
    private final String path = "/api/counters/" + name;

    @Inject
    Counters counters;

    private ValidatableResponse increment(String body) {
        return as(SERVICE).body(body).post(path + "/increment").then();
    }

    private ValidatableResponse read() {
        return as(SERVICE).get(path).then();
    }

    @Test
    void aCounterIsAddedToAndReset() {
        read().statusCode(200).body("name", equalTo(name)).body("value", equalTo(0));
        increment("{\"by\": 5}").statusCode(200).body("value", equalTo(5));
        increment("{}").body("value", equalTo(6));
        as(SERVICE).post(path + "/increment").then().body("value", equalTo(7));
        increment("{\"by\": -10}").body("value", equalTo(-3));
        read().body("value", equalTo(-3));

        as(SERVICE).post(path + "/reset").then().statusCode(200).body("value", equalTo(-3));
        read().body("value", equalTo(0));
        as(SERVICE).post(path + "/reset").then().statusCode(200).body("value", equalTo(0));
    }

    /** Each response has a different number: no increment was applied twice or overwritten. */
    @Test
    void thoseWhoAddAtTheSameTimeAllCount() {
        List<NamedCounter> answers = Multi.createFrom()
                .range(0, 1_000)
                .onItem()
                .transformToUni(i -> counters.add(name, 1, Optional.empty()))
                .merge(32)
                .collect()
                .asList()
                .await()
                .atMost(PATIENCE);

        assertThat(new HashSet<>(answers)).hasSize(1_000);
        read().body("value", equalTo(1_000));
    }

    @Test
    void aCounterSurvivesARedisThatForgetsIt() {
        increment("{\"by\": 41}");
        sync();

        Amnesia.of(set());

        increment("{\"by\": 1}").body("value", equalTo(42));
        as(SERVICE).post(path + "/reset").then().body("value", equalTo(42));
        sync();
        Amnesia.of(set());
        read().body("value", equalTo(0));
    }

    private ScoreSet set() {
        PartitionId partition = PartitionId.of(name);
        return new ScoreSet("c:" + partition.number(), partition);
    }

    /** Each partition restores only its own counters. */
    @Test
    void countersOfOtherPartitionsStayWhereTheyAre() {
        String other = Stream.generate(Api::newId)
                .filter(id -> !PartitionId.of(id).equals(set().partition()))
                .findFirst()
                .orElseThrow();
        increment("{\"by\": 1}");
        as(SERVICE).post("/api/counters/" + other + "/increment");
        sync();

        Amnesia.of(set());
        read().body("value", equalTo(1));

        assertThat(RedisProbe.ofSuite()
                        .send(
                                Command.ZSCORE,
                                RedisKeys.partition(set().partition()) + ":z:" + set().name() + ":all",
                                other))
                .isNull();
    }

    @Test
    void anIncrementUnderAKeyCountsOnce() {
        for (int i = 0; i < 3; i++) {
            as(SERVICE)
                    .header("Idempotency-Key", name)
                    .body("{\"by\": 2}")
                    .post(path + "/increment")
                    .then()
                    .body("value", equalTo(2));
        }
        read().body("value", equalTo(2));
        for (int i = 0; i < 2; i++) {
            as(SERVICE)
                    .header("Idempotency-Key", name + "x")
                    .post(path + "/increment")
                    .then()
                    .body("value", equalTo(3));
        }
    }

    /**
     * The idempotency key is freed when a request times out, although its operation may have been applied. The test
     * deletes the stored key to simulate this.
     */
    @Test
    void anIncrementWhoseAnswerWasLostCountsOnce() {
        for (int i = 0; i < 2; i++) {
            as(SERVICE)
                    .header("Idempotency-Key", name)
                    .body("{\"by\": 2}")
                    .post(path + "/increment")
                    .then()
                    .body("value", equalTo(2));
            forgetKeys();
        }
        for (int i = 0; i < 2; i++) {
            as(SERVICE)
                    .header("Idempotency-Key", name)
                    .post(path + "/reset")
                    .then()
                    .body("value", equalTo(2));
            forgetKeys();
        }
        read().body("value", equalTo(0));
    }

    private static void forgetKeys() {
        RedisProbe.ofSuite().keys(RedisKeys.idempotency("*")).forEach(key -> RedisProbe.ofSuite()
                .send(Command.DEL, key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"by\": \"1\"}",
                "{\"by\": 1.5}",
                "{\"by\": 9007199254740992}",
                "{\"by\": -9223372036854775808}",
                "{\"by\": 99999999999999999999}",
                "{\"by\": true}",
                "[1]",
                "{\"by\": 1"
            })
    void whatIsNoWholeNumberIsRefused(String body) {
        increment(body).statusCode(400).contentType("application/problem+json");
        read().body("value", equalTo(0));
    }

    @Test
    void onlyServicesAndOperatorsGetIn() {
        given().get(path).then().statusCode(401);
        as(reader("ada")).get(path).then().statusCode(403);
        as(CRON).get(path).then().statusCode(403);
        as(reader("ada")).body("{}").post(path + "/increment").then().statusCode(403);
        as(reader("ada")).post(path + "/reset").then().statusCode(403);
        as(SERVICE).get("/api/counters/a%20b").then().statusCode(400);
    }
}
