package io.footfall.product.admin;

import static io.footfall.support.Api.management;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class RedisHealthTest {

    /**
     * A large key (32 MiB). The memory limit of the test is 10/9 of the used memory, so the key gives enough headroom
     * that Redis does not evict keys of other tests meanwhile.
     */
    private static final String ROOM = "somebody:else";

    private static final String ITS_SIZE = String.valueOf(32 << 20);

    @AfterEach
    void asBefore() {
        set("maxmemory", "0");
        set("maxmemory-policy", "noeviction");
        set("save", "");
        RedisProbe.ofSuite().send(Command.UNLINK, ROOM);
    }

    private static void set(String name, String value) {
        RedisProbe.ofSuite().everywhere(Command.CONFIG, "SET", name, value);
    }

    @Test
    void aRedisThatAnswersAndKeepsItsDataIsUp() {
        set("save", "60 1");

        given().get("/api/health/redis")
                .then()
                .statusCode(200)
                .body("status", equalTo("up"))
                .body("latency", greaterThan(0f))
                .body("circuit", equalTo("closed"))
                .body("warnings.size()", equalTo(0));
    }

    @Test
    void whatMayCostViewsIsSaidAloud() {
        RedisProbe.ofSuite().send(Command.SETRANGE, ROOM, ITS_SIZE, "x");
        set("maxmemory", String.valueOf(RedisProbe.ofSuite().usedMemoryOfTheFullest() * 10 / 9));
        set("maxmemory-policy", "allkeys-lru");

        given().get("/api/health/redis")
                .then()
                .statusCode(200)
                .body("status", equalTo("warning"))
                .body("warnings.code", hasItems("evicts", "keeps_nothing", "memory_nearly_full"));
        management()
                .get("/q/metrics")
                .then()
                .body(containsString("footfall_redis_danger{danger=\"evicts\"} 1.0"))
                .body(containsString("footfall_redis_danger{danger=\"read_only\"} 0.0"));
    }

    @Test
    void aLimitThatEvictsNothingIsNoDanger() {
        set("maxmemory", "1gb");

        given().get("/api/health/redis").then().body("warnings.code", not(hasItem("evicts")));
    }
}
