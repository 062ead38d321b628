package io.footfall.product.catalog;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newChapter;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class CatalogTest {

    @Test
    void aStoryIsCreatedReplacedAndDeleted() {
        String path = "/api/stories/" + newId();

        as(SERVICE)
                .body(Map.of("title", "One", "authorId", "ada", "tags", List.of("sea")))
                .put(path)
                .then()
                .statusCode(201)
                .body("readCount", equalTo(0));
        as(SERVICE)
                .body(Map.of("title", "Two", "authorId", "ada"))
                .put(path)
                .then()
                .statusCode(200);
        given().get(path).then().statusCode(200).body("title", equalTo("Two")).body("tags", hasSize(0));
        as(SERVICE).delete(path).then().statusCode(204);
        given().get(path).then().statusCode(404);
        as(SERVICE).delete(path).then().statusCode(404);
    }

    @Test
    void onlyAServiceWrites() {
        String path = "/api/stories/" + newId();

        given().contentType("application/json").body("{}").put(path).then().statusCode(401);
        given().delete(path).then().statusCode(401);
    }

    @Test
    void aChapterStaysWithItsStory() {
        String chapter = newChapter(newStory());

        as(SERVICE)
                .body(Map.of("title", "Moved", "storyId", newStory(), "position", 1))
                .put("/api/chapters/" + chapter)
                .then()
                .statusCode(409);
        as(SERVICE)
                .body(Map.of("title", "Lost", "storyId", newId(), "position", 1))
                .put("/api/chapters/" + newId())
                .then()
                .statusCode(404);
    }

    @Test
    void chaptersGoWithTheirStory() {
        String story = newStory();
        String chapter = newChapter(story);

        as(SERVICE).delete("/api/stories/" + story).then().statusCode(204);

        given().get("/api/chapters/" + chapter).then().statusCode(404);
    }

    @Test
    void manyDeletionsAtOnceAreAllAnswered() {
        String story = newStory();
        List<String> paths = new ArrayList<>(IntStream.range(0, 10)
                .mapToObj(i -> "/api/chapters/" + newChapter(story))
                .toList());
        IntStream.range(0, 10).forEach(i -> paths.add("/api/stories/" + newStory()));

        List<Integer> statuses = paths.parallelStream()
                .map(path -> as(SERVICE).delete(path).statusCode())
                .toList();

        assertThat(statuses).containsOnly(204);
    }

    @Test
    void chaptersWrittenWhileTheirStoryGoesAreAnsweredClearly() {
        String story = newStory();

        List<Integer> statuses = IntStream.range(0, 24)
                .parallel()
                .mapToObj(i -> i == 12
                        ? as(SERVICE).delete("/api/stories/" + story).statusCode()
                        : as(SERVICE)
                                .body(Map.of("title", "C", "storyId", story, "position", i))
                                .put("/api/chapters/" + newId())
                                .statusCode())
                .toList();

        assertThat(statuses).containsOnly(201, 204, 404);
    }

    @Test
    void oneOfManyWhoCreateAtOnceCreates() {
        String path = "/api/stories/" + newId();

        List<Integer> statuses = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> as(SERVICE)
                        .body(Map.of("title", "T" + i, "authorId", "ada"))
                        .put(path)
                        .statusCode())
                .toList();

        assertThat(statuses).containsOnly(200, 201).containsOnlyOnce(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recent", "views", "trending"})
    void pagesHoldEachStoryOnceInEveryOrder(String sort) {
        String author = newId();
        List<String> ids = IntStream.range(0, 7)
                .mapToObj(i -> {
                    String id = newId();
                    as(SERVICE)
                            .body(Map.of("title", "S", "authorId", author, "tags", List.of("x")))
                            .put("/api/stories/" + id);
                    return id;
                })
                .toList();

        List<String> listed = new ArrayList<>();
        String cursor = "";
        do {
            JsonPath page = given().get("/api/stories?limit=3&tag=x&author=" + author + "&sort=" + sort + cursor)
                    .jsonPath();
            listed.addAll(page.getList("items.id", String.class));
            cursor = page.getString("nextCursor") == null ? null : "&cursor=" + page.getString("nextCursor");
        } while (cursor != null);

        assertThat(listed).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void chaptersArePagedInTheirOrder() {
        String story = newStory();
        List<String> ids = IntStream.range(0, 5)
                .mapToObj(i -> {
                    String id = newId();
                    as(SERVICE)
                            .body(Map.of("title", "C", "storyId", story, "position", i / 2))
                            .put("/api/chapters/" + id);
                    return id;
                })
                .toList();

        JsonPath first =
                given().get("/api/stories/" + story + "/chapters?limit=3").jsonPath();
        JsonPath second = given().get(
                        "/api/stories/" + story + "/chapters?limit=3&cursor=" + first.getString("nextCursor"))
                .jsonPath();

        List<String> listed = new ArrayList<>(first.getList("items.id", String.class));
        listed.addAll(second.getList("items.id", String.class));
        assertThat(listed).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(second.getString("nextCursor")).isNull();
    }
}
