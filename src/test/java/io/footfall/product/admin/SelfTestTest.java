package io.footfall.product.admin;

import static io.footfall.support.Api.as;
import static io.footfall.support.ServiceUnderTest.CRON;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;

import io.footfall.capability.locks.LockRequest;
import io.footfall.capability.locks.Locks;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class SelfTestTest {

    private static final String PATH = "/api/admin/self-test";

    @Inject
    Locks locks;

    @Test
    void everythingWorks() {
        as(OPERATOR)
                .post(PATH)
                .then()
                .statusCode(200)
                .body(
                        "steps.name",
                        contains("redis", "setAndGet", "cache", "rateLimiter", "lock", "queue", "pubSub", "postgres"))
                .body("steps.success", everyItem(equalTo(true)))
                .body("success", equalTo(true));
    }

    /** The only key that may remain is that of the queue, which remembers its completed jobs until they expire. */
    @Test
    void nothingIsLeftBehindForEver() {
        as(OPERATOR).post(PATH);
        Set<String> before = RedisProbe.ofSuite().keys("*self-test*");

        as(OPERATOR).post(PATH).then().body("success", equalTo(true));

        Set<String> more = RedisProbe.ofSuite().keys("*self-test*");
        more.removeAll(before);
        assertThat(more).hasSizeLessThan(2).allSatisfy(key -> assertThat(
                        RedisProbe.ofSuite().send(Command.PTTL, key).toLong())
                .isPositive());
    }

    @Test
    void oneRunsAtATime() {
        int status = locks.withLock(
                        LockRequest.of("footfall-self-test", Duration.ofSeconds(10)), held -> Uni.createFrom()
                                .item(() -> as(OPERATOR).post(PATH).statusCode())
                                .runSubscriptionOn(command -> new Thread(command).start()))
                .await()
                .atMost(Duration.ofSeconds(10))
                .orElseThrow();

        assertThat(status).isEqualTo(409);
    }

    @Test
    void onlyOperatorsRunIt() {
        given().post(PATH).then().statusCode(401);
        for (String other : List.of(SERVICE, CRON, reader("ada"))) {
            as(other).post(PATH).then().statusCode(403);
        }
    }
}
