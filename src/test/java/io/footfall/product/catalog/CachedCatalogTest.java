package io.footfall.product.catalog;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newChapter;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.view;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class CachedCatalogTest {

    private static void put(String story, String title, String author, String... tags) {
        as(SERVICE)
                .body(Map.of("title", title, "authorId", author, "tags", List.of(tags)))
                .put("/api/stories/" + story);
    }

    @Test
    void aStoryIsWrittenThroughAndReadFromTheCache() {
        String story = newStory();

        given().get("/api/stories/" + story)
                .then()
                .statusCode(200)
                .header("X-Cache", equalTo("HIT"))
                .header("Cache-Control", containsString("no-cache"))
                .header("ETag", notNullValue())
                .body("title", equalTo("A story"));
    }

    @Test
    void aClientThatHasItIsNotSentItAgain() {
        String path = "/api/stories/" + newStory();
        String tag = given().get(path).header("ETag");

        given().header("If-None-Match", "\"other\", W/" + tag)
                .get(path)
                .then()
                .statusCode(304)
                .header("ETag", equalTo(tag))
                .body(equalTo(""));
        put(path.substring("/api/stories/".length()), "Changed", "ada");
        given().header("If-None-Match", tag)
                .get(path)
                .then()
                .statusCode(200)
                .header("ETag", not(equalTo(tag)))
                .body("title", equalTo("Changed"));
    }

    @Test
    void whatDoesNotExistIsFoundAsSoonAsItIsCreated() {
        String story = newId();
        given().get("/api/stories/" + story).then().statusCode(404);
        as(SERVICE)
                .body(Map.of("userId", "u1"))
                .post("/api/stories/" + story + "/view")
                .then()
                .statusCode(404);

        put(story, "Here", "ada");

        given().get("/api/stories/" + story).then().statusCode(200);
        view(story, "u1").body("isFirstView", equalTo(true));
    }

    @Test
    void aListHoldsWhatWasWrittenJustNow() {
        String author = newId();
        String list = "/api/stories?author=" + author;
        given().get(list).then().body("items", hasSize(0));
        String story = newId();

        put(story, "First", author, "x\ny");
        given().get(list).then().body("items.title", hasItem("First"));
        given().queryParam("tag", "x\ny").get("/api/stories").then().body("items.id", hasItem(story));
        put(story, "Second", author);
        given().get(list).then().body("items.title", hasItem("Second"));
        given().queryParam("tag", "x\ny").get("/api/stories").then().body("items.id", not(hasItem(story)));
        as(SERVICE).delete("/api/stories/" + story);
        given().get(list).then().body("items", hasSize(0));
    }

    @Test
    void chaptersOfAStoryAreThoseWrittenJustNow() {
        String story = newStory();
        String list = "/api/stories/" + story + "/chapters";
        given().get(list).then().body("items", hasSize(0));

        String chapter = newChapter(story);
        given().get(list).then().body("items.id", hasItem(chapter)).header("X-Cache", notNullValue());
        as(SERVICE).delete("/api/chapters/" + chapter);

        given().get(list).then().body("items", hasSize(0));
        given().get("/api/chapters/" + chapter).then().statusCode(404);
    }

    @Test
    void countsAreCachedAndNeverLessThanWhatAViewAnswered() {
        String story = newStory();
        String counts = "/api/stories/" + story + "/views";
        given().get(counts).then().body("viewCount", equalTo(0)).header("ETag", notNullValue());

        view(story, "u1");

        Response second = given().get(counts);
        second.then().body("viewCount", equalTo(1)).body("bufferedViews", equalTo(1));
    }

    @Test
    void listsThatAnybodyCanMakeUpAreKeptOutOfRedis() {
        String author = newId();
        String story = newId();
        put(story, "One", author);
        String empty = "/api/stories?author=" + newId();

        given().get(empty).then().body("items", hasSize(0)).header("X-Cache", equalTo("MISS"));
        given().get("/api/stories?author=" + author).then().body("items", hasSize(1));

        given().get(empty).then().header("X-Cache", equalTo("HIT"));
        RedisProbe redis = RedisProbe.ofSuite();
        // The script that stores a list also releases its lock. So without a lock, the list is stored.
        Awaitility.await()
                .until(() -> redis.keys(RedisKeys.cache("listing") + ":l:*").isEmpty());
        assertThat(redis.keys(RedisKeys.cacheEntries("listing") + "*"))
                .anyMatch(key -> key.contains(author))
                .noneMatch(key -> key.contains(empty.substring(empty.indexOf('=') + 1)));
    }
}
