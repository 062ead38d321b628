package io.footfall.product.views;

import static io.footfall.support.Api.newStory;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.support.LowLimitsProfile;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests the script that pages include, and which origins may use it. */
@Tag("slow")
@QuarkusTest
@TestProfile(LowLimitsProfile.class)
@WithTestResource(ServiceUnderTest.class)
class PageScriptTest {

    @Test
    void theScriptIsSmall() {
        byte[] script = given().get("/footfall.js")
                .then()
                .statusCode(200)
                .contentType(containsString("javascript"))
                .extract()
                .asByteArray();

        assertThat(script.length).isLessThanOrEqualTo(1_024);
    }

    /** The address of the script contains no version, so clients have to fetch a new version soon, from any replica. */
    @Test
    void theScriptIsAskedForAgainSoon() {
        String tag = given().get("/footfall.js")
                .then()
                .header("Cache-Control", equalTo("public, max-age=300"))
                .header("Last-Modified", nullValue())
                .extract()
                .header("ETag");

        assertThat(tag).matches("\"[0-9a-f]{32}\"");
        for (String known : List.of(tag, "W/" + tag, "\"other\" , W/" + tag, "*")) {
            given().header("If-None-Match", known)
                    .get("/footfall.js")
                    .then()
                    .statusCode(304)
                    .header("ETag", equalTo(tag))
                    .body(emptyString());
        }
        given().header("If-None-Match", "\"other\"").get("/footfall.js").then().statusCode(200);
        given().head("/footfall.js")
                .then()
                .statusCode(200)
                .header("ETag", equalTo(tag))
                .header("Content-Length", not(equalTo("0")));
        given().post("/footfall.js").then().statusCode(405).header("Allow", equalTo("GET, HEAD, OPTIONS"));
        given().options("/footfall.js").then().statusCode(204).header("Allow", equalTo("GET, HEAD, OPTIONS"));
    }

    /** Sent as a beacon sends it: without a body and without a preflight request. */
    @Test
    void aPageOfAnAllowedOriginCountsAView() {
        String story = newStory();

        beacon(story, LowLimitsProfile.ORIGIN, 200)
                .header("Access-Control-Allow-Origin", equalTo(LowLimitsProfile.ORIGIN));
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
