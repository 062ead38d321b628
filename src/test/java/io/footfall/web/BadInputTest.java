package io.footfall.web;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class BadInputTest {

    private static ValidatableResponse problem(ValidatableResponse answer, int status) {
        return answer.statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("error", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "a%0d%0aX-Evil:1", "a.b", "%00", "a%2Fb", "%C3%A9"})
    void aMalformedIdIsRefused(String id) {
        problem(
                        given().urlEncodingEnabled(false)
                                .post("/api/stories/" + id + "/view")
                                .then(),
                        400)
                .header("X-Evil", org.hamcrest.Matchers.nullValue());
    }

    @Test
    void anIdThatIsTooLongIsRefused() {
        problem(given().post("/api/stories/" + "a".repeat(65) + "/view").then(), 400)
                .body("field", equalTo("id"));
    }

    @Test
    void anUnknownPathIsAProblem() {
        problem(given().get("/api/nothing/here").then(), 404);
    }

    @Test
    void aWrongMethodIsAProblem() {
        problem(given().delete("/api/stories/s1/view").then(), 405);
    }

    @Test
    void aWrongContentTypeIsAProblem() {
        problem(
                as(SERVICE)
                        .contentType("application/xml")
                        .body("<a/>")
                        .post("/api/stories/s1/view")
                        .then(),
                415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "\"u1\"", "{\"userId\": 5}", "{\"userId\": \"u1\"} x", "{\"userId\": \"a b\"}"})
    void aBrokenBodyIsRefusedAndNothingCounted(String body) {
        String story = newStory();

        problem(as(SERVICE).body(body).post("/api/stories/" + story + "/view").then(), 400);

        given().get("/api/stories/" + story + "/views").then().body("viewCount", equalTo(0));
    }

    @Test
    void aWrongFieldIsNamed() {
        problem(as(SERVICE).body("{\"userId\": 5}").post("/api/stories/s1/view").then(), 400)
                .body("field", equalTo("userId"));
        problem(as(SERVICE).body("{\"title\": \"x\"}").put("/api/stories/s9").then(), 400)
                .body("field", equalTo("authorId"));
        problem(given().get("/api/stories?limit=0").then(), 400).body("field", equalTo("limit"));
        problem(given().get("/api/stories?cursor=!!").then(), 400).body("field", equalTo("cursor"));
    }

    @Test
    void aLargeBodyIsRefusedUnread() {
        problem(
                        as(SERVICE)
                                .body(new byte[10 * 1024 * 1024])
                                .post("/api/stories/s1/view")
                                .then(),
                        413)
                .body("detail", containsString("65536"));
        problem(as(SERVICE).body(new byte[1024 * 1024 + 1]).post("/api/views").then(), 413);
    }

    @Test
    void aPatternWithoutAnIdIsRefused() {
        problem(
                        as(OPERATOR)
                                .contentType("text/plain")
                                .body("x")
                                .post("/api/views/import?pattern=(")
                                .then(),
                        400)
                .body("field", equalTo("pattern"));
    }

    @Test
    void unknownIdsLeaveNoKeys() {
        String story = newStory();
        given().post("/api/stories/" + story + "/view").then().statusCode(200);
        long before = RedisProbe.ofSuite().keys();

        IntStream.range(0, 2_000).parallel().forEach(i -> given().post("/api/stories/" + newId() + "/view")
                .then()
                .statusCode(404));

        assertThat(RedisProbe.ofSuite().keys()).isLessThanOrEqualTo(before);
    }
}
