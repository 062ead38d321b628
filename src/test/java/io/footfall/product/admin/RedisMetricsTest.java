package io.footfall.product.admin;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.view;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.platform.redis.KeyKind;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class RedisMetricsTest {

    private static final String PATH = "/api/admin/redis/metrics";
    private static final int MANY = 1_000;

    /**
     * Deletes kinds of keys of which other tests left very many. Otherwise a sample of the keyspace finds no other
     * kinds.
     */
    @BeforeEach
    void makeRoom() {
        RedisProbe.ofSuite().keys("*").stream().collect(Collectors.groupingBy(KeyKind::of)).values().stream()
                .filter(ofOneKind -> ofOneKind.size() > MANY)
                .flatMap(List::stream)
                .forEach(key -> RedisProbe.ofSuite().send(Command.UNLINK, key));
    }

    @Test
    void anOperatorSeesWhatRedisIsFullOf() {
        viewThroughRedis();
        as(SERVICE).post("/api/counters/" + newId() + "/increment");
        RedisProbe.ofSuite().send(Command.SET, "somebody:else", "x");

        as(OPERATOR)
                .get(PATH)
                .then()
                .statusCode(200)
                .body("version", not(nullValue()))
                .body("memory.used", greaterThan(100_000))
                .body("memory.fragmentation", greaterThan(0f))
                .body("memory.evictionPolicy", equalTo("noeviction"))
                .body("memory.limit", nullValue())
                .body("clients", greaterThan(0))
                .body("keys", greaterThan(2))
                .body("keyspace.sampled", greaterThan(2))
                .body("keyspace.kinds.viewers.keys", greaterThan(0))
                .body("keyspace.kinds.view_buffer.bytes", greaterThan(0))
                .body("keyspace.kinds.scores.bytes", greaterThan(0))
                .body("keyspace.kinds.other.keys", greaterThan(0))
                .body("warnings.code", hasItem("keeps_nothing"));
        RedisProbe.ofSuite().send(Command.DEL, "somebody:else");
    }

    /**
     * Retries, because earlier tests may have deleted all data of Redis, and the replica then counts in Postgres for a
     * while.
     */
    private static void viewThroughRedis() {
        await().until(() -> {
            view(newStory(), newId());
            return !RedisProbe.ofSuite().keys("ff:*:pending").isEmpty();
        });
    }

    /** Every key that Footfall and its tests store must belong to a known kind. */
    @Test
    void everyKeyHasAKind() {
        view(newStory(), newId());

        assertThat(RedisProbe.ofSuite().keys("ff:*"))
                .allSatisfy(key -> assertThat(KeyKind.of(key)).isNotEqualTo(KeyKind.OTHER));
    }

    @Test
    void onlyOperatorsSeeIt() {
        given().get(PATH).then().statusCode(401);
        for (String other : List.of(SERVICE, ServiceUnderTest.CRON, ServiceUnderTest.reader("ada"))) {
            as(other).get(PATH).then().statusCode(403);
        }
    }
}
