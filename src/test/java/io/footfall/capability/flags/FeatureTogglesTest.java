package io.footfall.capability.flags;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.management;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.view;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Flags that switch features of the running service. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class FeatureTogglesTest {

    private static final String VIEWS = "VIEW_TRACKING_REDIS_ENABLED";
    private static final String LIMITS = "RATE_LIMIT_REDIS_ENABLED";

    @AfterEach
    void asConfigured() {
        as(OPERATOR).delete("/api/flags/" + VIEWS);
        as(OPERATOR).delete("/api/flags/" + LIMITS);
        awaitViewsIn("redis");
        awaitDegraded(false);
    }

    private static void turn(String flag, boolean on) {
        as(OPERATOR).body("{\"enabled\": " + on + "}").put("/api/flags/" + flag);
    }

    private static void awaitViewsIn(String source) {
        String story = newStory();
        await().until(() -> view(story, newId()).extract().path("source").equals(source));
    }

    private static void awaitDegraded(boolean degraded) {
        await().until(() -> as(SERVICE)
                .body("{\"key\": \"" + newId() + "\"}")
                .post("/api/rate-limits/api/check")
                .then()
                .statusCode(200)
                .extract()
                .<Boolean>path("degraded")
                .equals(degraded));
    }

    /** A viewer that was counted in Postgres is not counted again in Redis. */
    @Test
    void viewsGoToPostgresAndBack() {
        String story = newStory();
        view(story, "ada").body("source", equalTo("redis"));

        turn(VIEWS, false);
        awaitViewsIn("database");
        await().until(() -> read(story) == 1);
        view(story, "bob").body("isFirstView", equalTo(true)).body("viewCount", equalTo(2));
        view(story, "bob").body("isFirstView", equalTo(false)).body("source", equalTo("database"));
        assertThat(read(story)).isEqualTo(2);

        turn(VIEWS, true);
        awaitViewsIn("redis");
        view(story, "bob")
                .body("isFirstView", equalTo(false))
                .body("viewCount", equalTo(2))
                .body("source", equalTo("redis"));
        view(story, "cy").body("isFirstView", equalTo(true)).body("viewCount", equalTo(3));
    }

    /**
     * While the Redis route is closed, Redis may be replaced or return to an older snapshot. So a replica discards its
     * own dedup marks.
     */
    @Test
    void redisAloneKnowsWhoWasSeenWhenItCountsAgain() {
        String story = newStory();
        view(story, "ada").body("isFirstView", equalTo(true));
        RedisProbe.ofSuite().delete(RedisKeys.partition(PartitionId.of(story)) + ":d:*:*");
        view(story, "ada").body("isFirstView", equalTo(false));

        turn(VIEWS, false);
        awaitViewsIn("database");
        turn(VIEWS, true);
        awaitViewsIn("redis");

        view(story, "ada").body("isFirstView", equalTo(true));
    }

    private static long read(String story) {
        return PostgresProbe.number("select read_count from stories where id = '" + story + "'");
    }

    @Test
    void limitsGoIntoMemoryAndBack() {
        awaitDegraded(false);
        turn(LIMITS, false);
        awaitDegraded(true);
        turn(LIMITS, true);
        awaitDegraded(false);
        management().get("/q/health/ready").then().statusCode(200);
    }

    /** A flag counts as on only if it is on for all users. Deleting it restores the configured value. */
    @Test
    void aShareOfUsersIsNotOn() {
        as(OPERATOR).body("{\"enabled\": true, \"percentage\": 99}").put("/api/flags/" + LIMITS);
        awaitDegraded(true);
        as(OPERATOR).delete("/api/flags/" + LIMITS).then().statusCode(204);
        awaitDegraded(false);
    }

    @Test
    void onlyOperatorsTurnThem() {
        for (String flag : List.of(VIEWS, LIMITS)) {
            as(SERVICE)
                    .body("{\"enabled\": false}")
                    .put("/api/flags/" + flag)
                    .then()
                    .statusCode(403);
            as(SERVICE).delete("/api/flags/" + flag).then().statusCode(403);
            as(OPERATOR).get("/api/flags/" + flag).then().statusCode(404);
        }
    }
}
