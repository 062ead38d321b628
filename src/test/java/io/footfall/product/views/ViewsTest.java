package io.footfall.product.views;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newChapter;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.sync;
import static io.footfall.support.Api.view;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class ViewsTest {

    @Test
    void aViewerCountsOncePerWindow() {
        String story = newStory();

        view(story, "u1").body("isFirstView", equalTo(true)).body("viewCount", equalTo(1));
        view(story, "u1").body("isFirstView", equalTo(false)).body("viewCount", equalTo(1));
        view(story, "u2").body("isFirstView", equalTo(true)).body("viewCount", equalTo(2));
    }

    @Test
    void aViewerWhoWasSeenIsOnlyLookedFor() {
        String story = newStory();
        String marks = RedisKeys.partition(PartitionId.of(story)) + ":d:*:*";
        view(story, "u1").body("isFirstView", equalTo(true));
        view(story, "u2").body("isFirstView", equalTo(true));
        RedisProbe.ofSuite().delete(marks);

        view(story, "u1").body("isFirstView", equalTo(false)).body("viewCount", equalTo(2));

        assertThat(RedisProbe.ofSuite().keys(marks)).isEmpty();
    }

    @Test
    void anAnonymousViewerIsAddressAndAgent() {
        String path = "/api/stories/" + newStory() + "/view";

        given().header("User-Agent", "Firefox").post(path).then().body("isFirstView", equalTo(true));
        given().header("User-Agent", "Firefox").post(path).then().body("isFirstView", equalTo(false));
        given().header("User-Agent", "Safari").post(path).then().body("isFirstView", equalTo(true));
        given().header("User-Agent", "Firefox")
                .header("X-Forwarded-For", "198.51.100.9")
                .post(path)
                .then()
                .body("isFirstView", equalTo(true))
                .body("viewCount", equalTo(3));
    }

    @Test
    void aSignedInReaderIsTheUserThatAServiceNames() {
        String story = newStory();

        as(reader("u7")).post("/api/stories/" + story + "/view").then().body("isFirstView", equalTo(true));

        view(story, "u7").body("isFirstView", equalTo(false)).body("viewCount", equalTo(1));
    }

    @Test
    void onlyAServiceNamesTheViewer() {
        String path = "/api/stories/" + newStory() + "/view";

        given().contentType("application/json")
                .body(Map.of("userId", "u1"))
                .post(path)
                .then()
                .statusCode(401);
        as(reader("u1")).body(Map.of("userId", "u2")).post(path).then().statusCode(403);
    }

    @Test
    void crawlersAndPrefetchesAreAnsweredAndNotCounted() {
        String story = newStory();
        String path = "/api/stories/" + story + "/view";
        view(story, "u1");

        given().header("User-Agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
                .post(path)
                .then()
                .statusCode(200)
                .body("isFirstView", equalTo(false))
                .body("counted", equalTo(false))
                .body("reason", equalTo("bot"))
                .body("viewCount", equalTo(1));
        given().header("Sec-Purpose", "prefetch;prerender")
                .post(path)
                .then()
                .body("counted", equalTo(false))
                .body("reason", equalTo("prefetch"));
        as(SERVICE)
                .body(Map.of("clientInfo", Map.of("ip", "203.0.113.1", "userAgent", "facebookexternalhit/1.1")))
                .post(path)
                .then()
                .body("reason", equalTo("bot"))
                .body("viewCount", equalTo(1));
    }

    @Test
    void aChapterCountsItsStoryInTheSameStep() {
        String story = newStory();
        String chapter = newChapter(story);
        String path = "/api/chapters/" + chapter + "/view";

        as(SERVICE).body(Map.of("userId", "u1")).post(path).then().body("viewCount", equalTo(1));
        given().get("/api/stories/" + story + "/views").then().body("viewCount", equalTo(0));
        as(SERVICE)
                .body(Map.of("userId", "u2"))
                .post(path + "?countStory=true")
                .then()
                .body("chapterId", equalTo(chapter))
                .body("storyId", nullValue())
                .body("viewCount", equalTo(2));
        view(story, "u2").body("isFirstView", equalTo(false)).body("viewCount", equalTo(1));
    }

    @Test
    void anUnknownItemIsRefused() {
        as(SERVICE)
                .body(Map.of("userId", "u1"))
                .post("/api/stories/" + newId() + "/view")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @Test
    void countsAreExactBeforeAndAfterASync() {
        String story = newStory();
        view(story, "u1");
        view(story, "u2");

        given().get("/api/stories/" + story + "/views")
                .then()
                .body("viewCount", equalTo(2))
                .body("persistedViews", equalTo(0))
                .body("bufferedViews", equalTo(2));
        sync().body("success", equalTo(true));
        view(story, "u3").body("viewCount", equalTo(3));

        given().get("/api/stories/" + story + "/views")
                .then()
                .body("viewCount", equalTo(3))
                .body("persistedViews", equalTo(2))
                .body("bufferedViews", equalTo(1));
    }

    @Test
    void countsOfManyComeTogether() {
        String story = newStory();
        String chapter = newChapter(story);
        view(story, "u1");

        given().get("/api/views?stories=" + story + ",nope&chapters=" + chapter)
                .then()
                .statusCode(200)
                .body("stories." + story, equalTo(1))
                .body("chapters." + chapter, equalTo(0))
                .body("unknown", hasItem("nope"));
        given().get("/api/views").then().statusCode(400);
    }

    @Test
    void aBatchIsAnsweredViewByViewInOrder() {
        String story = newStory();
        Instant longAgo = Instant.now().minus(Duration.ofDays(10));
        Map<String, Object> body = Map.of(
                "views",
                List.of(
                        Map.of("type", "story", "id", story, "userId", "u1"),
                        Map.of("type", "story", "id", story, "userId", "u1"),
                        Map.of("type", "story", "id", newId(), "userId", "u1"),
                        Map.of("type", "story", "id", story),
                        Map.of("type", "story", "id", story, "userId", "u2", "at", longAgo.toString())));

        as(SERVICE)
                .body(body)
                .post("/api/views")
                .then()
                .statusCode(200)
                .body("items[0].isFirstView", equalTo(true))
                .body("items[1].isFirstView", equalTo(false))
                .body("items[1].viewCount", equalTo(1))
                .body("items[2].error", equalTo("There is no such story."))
                .body("items[3].error", equalTo("userId or clientInfo is missing"))
                .body("items[4].error", equalTo("at lies outside the windows still held"));
    }

    @Test
    void aDeletedStoryIsUnknownAndStartsAnew() {
        String story = newStory();
        view(story, "u1");

        as(SERVICE).delete("/api/stories/" + story).then().statusCode(204);
        as(SERVICE)
                .body(Map.of("userId", "u2"))
                .post("/api/stories/" + story + "/view")
                .then()
                .statusCode(404);
        sync().body("success", equalTo(true));
        as(SERVICE)
                .body(Map.of("title", "Again", "authorId", "ada"))
                .put("/api/stories/" + story)
                .then()
                .statusCode(201);

        view(story, "u3").body("isFirstView", equalTo(true)).body("viewCount", equalTo(1));
    }

    /** The count of the story is cached after it was read, and the reply to a chapter's view does not contain it. */
    @Test
    void aStoryThatAChapterCountedForIsNotLessThanBefore() {
        String story = newStory();
        String chapter = newChapter(story);
        String count = "/api/stories/" + story + "/views";
        for (int views = 0; views < 5; views++) {
            given().get(count).then().body("viewCount", equalTo(views));

            as(SERVICE)
                    .body(Map.of("userId", newId()))
                    .post("/api/chapters/" + chapter + "/view?countStory=true")
                    .then()
                    .statusCode(200);
        }
        given().get(count).then().body("viewCount", equalTo(5));
    }
}
