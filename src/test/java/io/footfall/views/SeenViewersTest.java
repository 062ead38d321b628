package io.footfall.views;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.view;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.redis.PartitionId;
import io.footfall.redis.RedisKeys;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a replica remembers of viewers who were seen. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class SeenViewersTest {

    private static final String FLAG = "/api/flags/VIEW_TRACKING_REDIS_ENABLED";

    private final RedisProbe redis = RedisProbe.ofSuite();

    @AfterEach
    void asConfigured() {
        as(OPERATOR).delete(FLAG);
        awaitViewsIn("redis");
    }

    @Test
    void aViewerWhoWasSeenIsOnlyLookedFor() {
        String story = newStory();
        view(story, "ada").body("isFirstView", equalTo(true));
        view(story, "bob").body("isFirstView", equalTo(true));
        forgetMarks(story);

        view(story, "ada").body("isFirstView", equalTo(false)).body("viewCount", equalTo(2));

        assertThat(buckets(story)).isEmpty();
    }

    /** Redis may be another one, or have gone back in time. */
    @Test
    void whenRedisCountsAgainItAloneKnowsWhoWasSeen() {
        String story = newStory();
        view(story, "ada").body("isFirstView", equalTo(true));
        forgetMarks(story);
        turn(false);
        awaitViewsIn("database");
        turn(true);
        awaitViewsIn("redis");

        view(story, "ada").body("isFirstView", equalTo(true));
    }

    private void forgetMarks(String story) {
        Set<String> buckets = buckets(story);
        assertThat(buckets).isNotEmpty();
        buckets.forEach(bucket -> redis.send(Command.DEL, bucket));
    }

    private Set<String> buckets(String story) {
        return redis.keys(RedisKeys.partition(PartitionId.of(story)) + ":d:*:*");
    }

    private static void turn(boolean on) {
        as(OPERATOR).body("{\"enabled\": " + on + "}").put(FLAG);
    }

    private static void awaitViewsIn(String source) {
        String story = newStory();
        await().until(() -> view(story, newId()).extract().path("source").equals(source));
    }
}
