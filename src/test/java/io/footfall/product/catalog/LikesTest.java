package io.footfall.product.catalog;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.footfall.support.PostgresProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class LikesTest {

    private final String user = newId();

    private static int likeCount(String story) {
        return given().get("/api/stories/" + story).jsonPath().getInt("likeCount");
    }

    private static String like(String story, String user) {
        return "/api/stories/" + story + "/like?userId=" + user;
    }

    @Test
    void aUserLikesAStoryOnce() {
        String story = newStory();

        as(SERVICE).put(like(story, user)).then().statusCode(200).body("liked", equalTo(true));
        as(SERVICE).put(like(story, user)).then().body("likeCount", equalTo(1));
        as(SERVICE).put(like(story, newId())).then().body("likeCount", equalTo(2));

        assertThat(likeCount(story)).isEqualTo(2);
        as(SERVICE).delete(like(story, user)).then().statusCode(200).body("liked", equalTo(false));
        as(SERVICE).delete(like(story, user)).then().body("likeCount", equalTo(1));
        assertThat(likeCount(story)).isEqualTo(1);
    }

    @Test
    void manyLikesAtOnceAreCountedOnceEach() {
        String story = newStory();

        IntStream.range(0, 200)
                .parallel()
                .forEach(i -> as(SERVICE).put(like(story, "u" + i % 50)).then().statusCode(200));

        assertThat(likeCount(story)).isEqualTo(50);
        assertThat(PostgresProbe.number("select count(*) from likes where story_id = '" + story + "'"))
                .isEqualTo(50);
    }

    @Test
    void aUsersLikesAreListedLatestFirstPageByPage() {
        String first = newStory();
        String second = newStory();
        String list = "/api/users/" + user + "/likes";
        as(SERVICE).get(list).then().statusCode(200).body("items", hasSize(0));

        as(SERVICE).put(like(first, user));
        as(SERVICE).put(like(second, user));

        as(SERVICE)
                .get(list)
                .then()
                .body("items.storyId", contains(second, first))
                .header("X-Cache", notNullValue());
        JsonPath page = as(SERVICE).get(list + "?limit=1").jsonPath();
        assertThat(page.getList("items.storyId")).containsExactly(second);
        as(SERVICE)
                .get(list + "?limit=1&cursor=" + page.getString("nextCursor"))
                .then()
                .body("items.storyId", contains(first))
                .body("nextCursor", equalTo(null));
        as(SERVICE).delete("/api/stories/" + second);
        as(SERVICE).get(list).then().body("items.storyId", contains(first));
    }

    @Test
    void anUnknownStoryIsNotLiked() {
        as(SERVICE).put(like(newId(), user)).then().statusCode(404);
        as(SERVICE).delete(like(newId(), user)).then().statusCode(404);
        as(SERVICE).put("/api/stories/" + newStory() + "/like").then().statusCode(400);
        as(SERVICE).get("/api/users/" + user + "/likes?cursor=nonsense").then().statusCode(400);
    }

    @Test
    void nobodyLikesForOthersOrSeesWhatTheyLike() {
        String story = newStory();
        String ada = reader("ada-" + user.substring(0, 8));

        given().put("/api/stories/" + story + "/like").then().statusCode(401);
        given().get("/api/users/" + user + "/likes").then().statusCode(401);
        as(ada).put(like(story, user)).then().statusCode(403);
        as(ada).get("/api/users/" + user + "/likes").then().statusCode(403);
        as(ada).put("/api/stories/" + story + "/like").then().statusCode(200).body("likeCount", equalTo(1));
        as(ada).get("/api/users/ada-" + user.substring(0, 8) + "/likes")
                .then()
                .statusCode(200)
                .body("items.storyId", contains(story));
    }
}
