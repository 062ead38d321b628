package io.footfall.views;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.sync;
import static io.footfall.support.Api.view;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OpenCatalogTest.Open.class)
@WithTestResource(ServiceUnderTest.class)
class OpenCatalogTest {

    public static final class Open implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("CATALOG_MODE", "open");
        }
    }

    @Test
    void anUnknownStoryIsCountedAndCreatedWithTheNextSync() {
        String story = newId();

        view(story, "u1").body("isFirstView", equalTo(true)).body("viewCount", equalTo(1));
        view(story, "u1").body("isFirstView", equalTo(false)).body("viewCount", equalTo(1));
        sync().body("success", equalTo(true));

        given().get("/api/stories/" + story).then().statusCode(200).body("readCount", equalTo(1));
        view(story, "u2").body("viewCount", equalTo(2));
    }

    @Test
    void anUnknownChapterIsCountedAndCreatedToo() {
        String chapter = newId();
        String path = "/api/chapters/" + chapter + "/view";

        as(SERVICE).body(Map.of("userId", "u1")).post(path).then().body("viewCount", equalTo(1));
        sync().body("success", equalTo(true));

        given().get("/api/chapters/" + chapter).then().statusCode(200).body("readCount", equalTo(1));
        as(SERVICE)
                .body(Map.of("title", "Known", "storyId", newStory(), "position", 1))
                .put("/api/chapters/" + chapter)
                .then()
                .statusCode(200);
        as(SERVICE).body(Map.of("userId", "u2")).post(path).then().body("viewCount", equalTo(2));
    }
}
