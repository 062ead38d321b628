package io.footfall.views;

import static io.footfall.support.Api.newStory;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.support.Narrow;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** The script that pages include, and who may use it. */
@QuarkusTest
@TestProfile(Narrow.class)
@WithTestResource(ServiceUnderTest.class)
class PageScriptTest {

    @Test
    void theScriptIsSmallAndKept() {
        byte[] script = given().get("/footfall.js")
                .then()
                .statusCode(200)
                .contentType(containsString("javascript"))
                .header("Cache-Control", containsString("max-age"))
                .extract()
                .asByteArray();

        assertThat(script.length).isLessThanOrEqualTo(1_024);
    }

    /** As a beacon does: no body, no preflight. */
    @Test
    void aPageOfAnAllowedOriginCountsAView() {
        String story = newStory();

        beacon(story, Narrow.ORIGIN, 200).header("Access-Control-Allow-Origin", equalTo(Narrow.ORIGIN));
        assertThat(viewsOf(story)).isEqualTo(1);
    }

    @Test
    void aPageOfAnotherOriginCountsNone() {
        String story = newStory();

        beacon(story, "https://evil.example", 403).header("Access-Control-Allow-Origin", nullValue());
        beacon(story, "null", 403);
        assertThat(viewsOf(story)).isZero();
    }

    private static io.restassured.response.ValidatableResponse beacon(String story, String origin, int status) {
        return given().header("Origin", origin)
                .post("/api/stories/" + story + "/view")
                .then()
                .statusCode(status);
    }

    private static int viewsOf(String story) {
        return given().get("/api/stories/" + story + "/views").then().extract().path("viewCount");
    }
}
