package io.footfall.capability.locks;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class LocksTest {

    private final String name = newId();
    private final String path = "/api/locks/" + name;

    @Inject
    Locks locks;

    private ValidatableResponse acquire(String body) {
        return as(SERVICE).body(body).post(path).then();
    }

    private JsonPath acquired(String body) {
        return acquire(body).statusCode(200).extract().jsonPath();
    }

    private ValidatableResponse release(String token) {
        return as(SERVICE).delete(path + "?token=" + token).then();
    }

    @Test
    void aLockIsTakenOnceAndGivenBack() {
        JsonPath first = acquired("{\"ttlSeconds\": 60, \"owner\": \"worker-7\"}");
        assertThat(Instant.parse(first.getString("expiresAt")))
                .isBetween(Instant.now().plusSeconds(50), Instant.now().plusSeconds(70));
        acquire("{\"ttlSeconds\": 60}").statusCode(409).contentType("application/problem+json");
        as(SERVICE)
                .get(path)
                .then()
                .statusCode(200)
                .body("held", equalTo(true))
                .body("owner", equalTo("worker-7"))
                .body("fencingToken", equalTo(first.getLong("fencingToken")))
                .body("waiting", equalTo(0))
                .body("token", nullValue());

        release("somebody-elses").statusCode(409);
        release(first.getString("token")).statusCode(204);
        release(first.getString("token")).statusCode(409);

        as(SERVICE).get(path).then().body("held", equalTo(false)).body("owner", nullValue());
        assertThat(acquired("{\"ttlSeconds\": 60}").getLong("fencingToken"))
                .isGreaterThan(first.getLong("fencingToken"));
    }

    @Test
    void onlyItsHolderExtendsIt() {
        String token = acquired("{\"ttlSeconds\": 1}").getString("token");

        as(SERVICE)
                .body("{\"token\": \"another\", \"ttlSeconds\": 60}")
                .put(path)
                .then()
                .statusCode(409);
        as(SERVICE)
                .body("{\"token\": \"" + token + "\", \"ttlSeconds\": 60}")
                .put(path)
                .then()
                .statusCode(200)
                .body("token", equalTo(token))
                .body("fencingToken", notNullValue());

        acquire("{\"ttlSeconds\": 1, \"waitMillis\": 1200}").statusCode(409);
    }

    @Test
    void oneThatNobodyExtendsEndsByItself() {
        JsonPath first = acquired("{\"ttlSeconds\": 1}");

        JsonPath second = acquired("{\"ttlSeconds\": 60, \"waitMillis\": 5000}");

        assertThat(second.getLong("fencingToken")).isGreaterThan(first.getLong("fencingToken"));
        release(first.getString("token")).statusCode(409);
        release(second.getString("token")).statusCode(204);
    }

    @Test
    void whoWaitsGetsItWhenItIsReleasedInTheOrderOfComing() {
        String token = acquired("{\"ttlSeconds\": 60}").getString("token");
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            waiting.add(locks.acquire(
                            new LockRequest(name, "", Duration.ofSeconds(60), Duration.ofSeconds(30)), () -> false)
                    .invoke(grant -> order.add(number))
                    .chain(grant -> locks.release(name, grant.orElseThrow().token()))
                    .replaceWithVoid()
                    .subscribeAsCompletionStage());
            await().until(() -> as(SERVICE).get(path).path("waiting").equals(number + 1));
        }

        release(token).statusCode(204);

        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).join();
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
        as(SERVICE).get(path).then().body("held", equalTo(false)).body("waiting", equalTo(0));
    }

    @Test
    void whoComesLaterDoesNotOvertakeWhoWaits() {
        long inAMinute = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis() + 60_000);
        // A waiter of another replica, which is about to acquire the lock.
        RedisProbe.ofSuite().send(Command.ZADD, RedisKeys.lock(name) + ":queue", "1", "first");
        RedisProbe.ofSuite().send(Command.ZADD, RedisKeys.lock(name) + ":alive", Long.toString(inAMinute), "first");

        acquire("{\"ttlSeconds\": 60}").statusCode(409);
        acquire("{\"ttlSeconds\": 60, \"waitMillis\": 700}").statusCode(409);
        as(SERVICE).get(path).then().body("held", equalTo(false)).body("waiting", equalTo(1));

        RedisProbe.ofSuite().send(Command.ZADD, RedisKeys.lock(name) + ":alive", "1", "first");
        acquired("{\"ttlSeconds\": 60}");
    }

    @Test
    void whoIsGoneKeepsNobodyWaiting() {
        String token = acquired("{\"ttlSeconds\": 60}").getString("token");
        AtomicBoolean gone = new AtomicBoolean();
        CompletableFuture<Optional<AcquiredLock>> first = locks.acquire(
                        new LockRequest(name, "gone", Duration.ofSeconds(60), Duration.ofSeconds(30)), gone::get)
                .subscribeAsCompletionStage();
        await().until(() -> as(SERVICE).get(path).path("waiting").equals(1));
        // A waiter of a replica that was killed.
        RedisProbe.ofSuite().send(Command.ZADD, RedisKeys.lock(name) + ":queue", "1", "dead");
        RedisProbe.ofSuite().send(Command.ZADD, RedisKeys.lock(name) + ":alive", "1", "dead");
        gone.set(true);

        release(token).statusCode(204);

        assertThat(first.join()).isEmpty();
        acquired("{\"ttlSeconds\": 60, \"waitMillis\": 5000}");
    }

    @Test
    void fencingTokensGrowAlsoWhereRedisLostItsMemory() {
        JsonPath before = acquired("{\"ttlSeconds\": 60}");
        RedisProbe.ofSuite().send(Command.DEL, RedisKeys.lock(name), RedisKeys.lock(name) + ":fence");

        assertThat(acquired("{\"ttlSeconds\": 60}").getLong("fencingToken"))
                .isGreaterThan(before.getLong("fencingToken"));
    }

    @Test
    void fencingTokensGrowAlsoWhereTheClockWasSetBack() {
        RedisProbe.ofSuite().send(Command.SET, RedisKeys.lock(name) + ":fence", "8999999999999999");

        assertThat(acquired("{\"ttlSeconds\": 60}").getLong("fencingToken")).isEqualTo(9_000_000_000_000_000L);
    }

    @Test
    void aLockIsExtendedWhileItsWorkRuns() {
        LockRequest request = LockRequest.of(name, Duration.ofMillis(300));
        long start = System.nanoTime();

        Optional<Boolean> lost = locks.withLock(request, held -> Uni.createFrom()
                        .item(held)
                        .onItem()
                        .delayIt()
                        .by(Duration.ofMillis(1_000))
                        .map(HeldLock::isLost))
                .await()
                .atMost(Duration.ofSeconds(10));

        assertThat(lost).contains(false);
        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(900).toNanos());
        as(SERVICE).get(path).then().body("held", equalTo(false));
    }

    @Test
    void whoLosesItsLockIsTold() {
        AtomicReference<HeldLock> held = new AtomicReference<>();
        CompletableFuture<Optional<String>> work = locks.withLock(
                        LockRequest.of(name, Duration.ofMillis(600)), lock -> {
                            held.set(lock);
                            return lock.lost().replaceWith("told");
                        })
                .subscribeAsCompletionStage();
        await().until(() -> held.get() != null);
        assertThat(held.get().isLost()).isFalse();

        RedisProbe.ofSuite().send(Command.DEL, RedisKeys.lock(name));

        assertThat(work.join()).contains("told");
        assertThat(held.get().isLost()).isTrue();
        assertThat(held.get().lost().await().atMost(Duration.ofSeconds(1))).isNull();
    }

    @Test
    void whatSomebodyHoldsIsNotWorkedOn() {
        acquired("{\"ttlSeconds\": 60}");

        assertThat(locks.withLock(LockRequest.of(name, Duration.ofSeconds(1)), held -> Uni.createFrom()
                                .item("worked"))
                        .await()
                        .atMost(Duration.ofSeconds(5)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "",
                "{\"ttlSeconds\": 0}",
                "{\"ttlSeconds\": 86401}",
                "{\"ttlSeconds\": \"long\"}",
                "{\"ttlSeconds\": 1, \"waitMillis\": -1}",
                "{\"ttlSeconds\": 1, \"waitMillis\": 60001}",
                "{\"ttlSeconds\": 1, \"owner\": \"a b\"}"
            })
    void whatMakesNoSenseIsRefused(String body) {
        acquire(body).statusCode(400).contentType("application/problem+json");
    }

    @Test
    void locksAreForServicesAndFootfallsOwnForNobodyElse() {
        given().get(path).then().statusCode(401);
        as(reader("u1")).body("{\"ttlSeconds\": 1}").post(path).then().statusCode(403);
        as(SERVICE)
                .body("{\"ttlSeconds\": 1}")
                .post("/api/locks/footfall-sync")
                .then()
                .statusCode(400)
                .body("field", equalTo("name"));
        as(SERVICE).delete(path).then().statusCode(400).body("field", equalTo("token"));
        as(SERVICE).get("/api/locks/a%20b").then().statusCode(400);
    }
}
