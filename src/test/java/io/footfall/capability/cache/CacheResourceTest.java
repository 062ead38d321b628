package io.footfall.capability.cache;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.management;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;

import io.footfall.support.Api;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class CacheResourceTest {

    private static String title(String story) {
        return given().get("/api/stories/" + story).jsonPath().getString("title");
    }

    /** Changes a title directly in Postgres, so that it only shows after an invalidation. */
    private static void retitle(String story, String title) {
        PostgresProbe.execute("update stories set title = '" + title + "' where id = '" + story + "'");
    }

    @Test
    void figuresAreThoseOfTheCaches() {
        String story = newStory();
        title(story);
        title(story);

        given().get("/api/v1/cache")
                .then()
                .statusCode(200)
                .body("success", equalTo(true))
                .body("data.caches.story.requests", greaterThanOrEqualTo(2))
                .body("data.caches.story.hitRate", greaterThan(0f))
                .body("data.redis.health.connected", equalTo(true))
                .body("data.redis.health.latency", greaterThan(0f))
                .body("data.targets.hitRate.target", equalTo(0.9f))
                .body("data.targets.databaseLoadReduction.target", equalTo(0.8f));
        assertThat(management().get("/q/metrics").asString())
                .contains("footfall_cache_requests_total{cache=\"story\",result=\"hit_level1\"}")
                .contains("footfall_cache_loads_seconds_count{cache=\"story\"}");
    }

    @Test
    void anOperatorInvalidatesByKey() {
        String story = newStory();
        title(story);
        retitle(story, "Changed");
        assertThat(title(story)).isEqualTo("A story");

        as(OPERATOR)
                .delete("/api/v1/cache?key=story:" + story)
                .then()
                .statusCode(200)
                .body("caches", hasItem("story"));

        assertThat(title(story)).isEqualTo("Changed");
    }

    @Test
    void anOperatorInvalidatesByPattern() {
        String story = newStory();
        title(story);
        retitle(story, "Changed");

        as(OPERATOR)
                .delete("/api/v1/cache?pattern=story:" + story.substring(0, 20) + "*")
                .then()
                .statusCode(200);

        assertThat(title(story)).isEqualTo("Changed");
    }

    /** Redis is scanned in steps of a limited number of keys. */
    @Test
    void aPatternIsLookedForAmongThousandsOfKeys() {
        List<String> stories = Stream.generate(Api::newStory).limit(12).toList();
        stories.forEach(CacheResourceTest::title);
        Set<String> entries =
                stories.stream().map(story -> "ff:{cache:story}:e:" + story).collect(Collectors.toSet());
        await().until(() -> RedisProbe.ofSuite().keys("ff:{cache:story}:e:*").containsAll(entries));
        fill("redis.call('SET', KEYS[1] .. ':' .. i, '')");

        as(OPERATOR).delete("/api/v1/cache?pattern=story:t*").then().statusCode(200);

        assertThat(RedisProbe.ofSuite().keys("ff:{cache:story}:e:*")).doesNotContainAnyElementsOf(entries);
        fill("redis.call('DEL', KEYS[1] .. ':' .. i)");
    }

    private static void fill(String with) {
        RedisProbe.ofSuite().send(Command.EVAL, "for i = 1, 5000 do " + with + " end", "1", "filler:{cache:story}");
    }

    @Test
    void anOperatorInvalidatesByTag() {
        String story = newStory();
        String list = "/api/stories?author=ada&limit=1";
        given().get(list).then().body("items[0].title", equalTo("A story"));
        retitle(story, "Changed");

        as(OPERATOR).delete("/api/v1/cache?tag=author:ada").then().statusCode(200);

        given().get(list).then().body("items[0].title", equalTo("Changed"));
    }

    @Test
    void anOperatorWarms() {
        String story = newStory();
        PostgresProbe.execute("update stories set read_count = 40000000 where id = '" + story + "'");

        String job = as(OPERATOR)
                .post("/api/v1/cache/warm")
                .then()
                .statusCode(200)
                .body("success", equalTo(true))
                .extract()
                .path("job");

        await().until(() -> "completed"
                .equals(as(SERVICE).get("/api/jobs/footfall-cache/" + job).path("state")));
        given().get("/api/stories/" + story).then().header("X-Cache", equalTo("HIT"));
    }

    @Test
    void nobodyElseInvalidatesOrWarms() {
        as(SERVICE).delete("/api/v1/cache?key=story:s1").then().statusCode(403);
        given().delete("/api/v1/cache?key=story:s1").then().statusCode(401);
        as(SERVICE).post("/api/v1/cache/warm").then().statusCode(403);
        given().post("/api/v1/cache/warm").then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?key=", "?key=s1", "?key=nothing:s1", "?pattern=*", "?tag=", "?key=story:s1&tag=x"})
    void whatIsInvalidatedHasToBeSaid(String query) {
        as(OPERATOR).delete("/api/v1/cache" + query).then().statusCode(400);
    }
}
