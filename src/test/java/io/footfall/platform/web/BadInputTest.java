package io.footfall.platform.web;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.management;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.Api;
import io.footfall.support.HttpCalls;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
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
    @ValueSource(strings = {"a%20b", "a%0d%0aX-Evil:1", "a.b", "%00", "a%2Fb", "%C3%A9", "%c3%28"})
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/flags/strict | {\"enabled\": 2} | enabled",
                "/api/flags/strict | {\"enabled\": \"False\"} | enabled",
                "/api/flags/strict | {\"enabled\": true, \"percent\": 10} | percent",
                "/api/users/u1/preferences | {\"mutedType\": [\"like\"]} | mutedType",
                "/api/users/u1/preferences | {\"quietHours\": {\"from\": [22, 0]}} | quietHours.from"
            })
    void aBodyThatOnlyLooksRightIsRefusedAndItsFieldNamed(String path, String body, String field) {
        problem(as(SERVICE).body(body).put(path).then(), 400).body("field", equalTo(field));

        as(SERVICE).get("/api/flags/strict").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"NaN\"", "\"Infinity\"", "1e400", "\"5\""})
    void aScoreIsAFiniteNumber(String score) {
        problem(
                        as(SERVICE)
                                .body("{\"score\": " + score + "}")
                                .post("/api/leaderboards/strict/members/u1")
                                .then(),
                        400)
                .body("field", equalTo("score"));
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
    void aPatternThatNeverEndsIsRefused() {
        problem(
                        as(OPERATOR)
                                .contentType("text/plain")
                                .body("x")
                                .queryParam("pattern", "(?i)(?<id>[!-\\x{ffff}]+)")
                                .post("/api/views/import")
                                .then(),
                        400)
                .body("field", equalTo("pattern"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"banana", "1.5", "0", "101", "99999999999"})
    void aLimitThatIsNoneIsNamed(String limit) {
        problem(given().get("/api/stories?limit=" + limit).then(), 400).body("field", equalTo("limit"));
    }

    @Test
    void aSwitchTakesTrueOrFalse() {
        problem(given().post("/api/chapters/c1/view?countStory=banana").then(), 400)
                .body("field", equalTo("countStory"));
    }

    @ParameterizedTest
    @CsvSource({
        "recent, +294277-01-01T00:00:00Z, s1",
        "recent, yesterday, s1",
        "trending, 1e999999999, s1",
        "trending, 1E-2147483647, s1",
        "views, 99999999999999999999, s1",
        "views, 5, '\0'"
    })
    void aForgedCursorIsRefused(String sort, String key, String id) {
        String cursor = Cursor.of(sort.toUpperCase(Locale.ROOT), key, id);

        problem(given().get("/api/stories?sort=" + sort + "&cursor=" + cursor).then(), 400)
                .body("field", equalTo("cursor"));
        problem(
                given().get("/api/stories/" + newStory() + "/chapters?cursor=" + Cursor.of("1", "\0"))
                        .then(),
                400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"+294277-01-01T00:00:00Z\"", "\"-0001-01-01T00:00:00Z\"", "5", "1e300", "\"\"", "\"today\""})
    void aTimeThatNobodyCanHoldIsNamed(String time) {
        problem(
                        as(SERVICE)
                                .body("{\"title\":\"t\",\"authorId\":\"a\",\"publishedAt\":" + time + "}")
                                .put("/api/stories/" + newId())
                                .then(),
                        400)
                .body("field", equalTo("publishedAt"));
        problem(
                as(SERVICE)
                        .body("{\"views\":[{\"type\":\"story\",\"id\":\"s1\",\"userId\":\"u\",\"at\":" + time + "}]}")
                        .post("/api/views")
                        .then(),
                400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "\"banana\"", "true"})
    void aTypeIsAWord(String type) {
        problem(
                as(SERVICE)
                        .body("{\"views\":[{\"type\":" + type + ",\"id\":\"s1\",\"userId\":\"u\"}]}")
                        .post("/api/views")
                        .then(),
                400);
    }

    @Test
    void anAddressIsAnAddressHoweverItIsWritten() {
        String path = "/api/stories/" + newStory() + "/view";
        problem(
                        as(SERVICE)
                                .body("{\"clientInfo\":{\"ip\":\"banana\"}}")
                                .post(path)
                                .then(),
                        400)
                .body("field", equalTo("clientInfo.ip"));

        as(SERVICE)
                .body("{\"clientInfo\":{\"ip\":\"2001:db8::1\"}}")
                .post(path)
                .then()
                .body("isFirstView", equalTo(true));
        as(SERVICE)
                .body("{\"clientInfo\":{\"ip\":\"2001:DB8:0:0:0:0:0:1\"}}")
                .post(path)
                .then()
                .body("isFirstView", equalTo(false));
    }

    @Test
    void aPathTakesNoParametersOfItsOwn() {
        problem(given().urlEncodingEnabled(false).get("/api/stories/s1;x=1").then(), 400);
    }

    @Test
    void aPatternThatWouldTakeForEverIsRefused() {
        String pattern = "(?<id>x?" + "(a{0,900})".repeat(80) + "b)";

        problem(
                        as(OPERATOR)
                                .contentType("text/plain")
                                .queryParam("pattern", pattern)
                                .body("x")
                                .post("/api/views/import")
                                .then(),
                        400)
                .body("field", equalTo("pattern"));
    }

    @Test
    void countsOfManyTakeAsManyLongIdsAsTheyPromise() {
        String ids = IntStream.range(0, 200)
                .mapToObj(i -> "x".repeat(60) + String.format("%04d", i))
                .collect(Collectors.joining(","));

        given().get("/api/views?stories=" + ids).then().statusCode(200).body("unknown.size()", equalTo(200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/stories/metric-id-1/view", "/api/stories/metric-id-2", "/api/metric-id-3", "/metric-id-4"})
    void whatNobodyTakesIsNoLabelOfAMetric(String path) {
        given().patch(path);
        given().body("x").contentType("application/xml").post(path);

        management().get("/q/metrics").then().body(org.hamcrest.Matchers.not(containsString("metric-id")));
    }

    @Test
    void unknownIdsLeaveNoKeys() {
        String story = newStory();
        given().post("/api/stories/" + story + "/view").then().statusCode(200);
        // A concurrent sync creates a few keys for each partition with pending views.
        long few = RedisProbe.ofSuite().keys() + 200;

        List<String> ids = Stream.generate(Api::newId).limit(2_000).toList();
        ids.parallelStream()
                .forEach(id -> assertThat(HttpCalls.send("POST", "/api/stories/" + id + "/view", Map.of(), new byte[0])
                                .status())
                        .isEqualTo(404));

        assertThat(RedisProbe.ofSuite().keys()).isLessThan(few);
        for (String id : ids.subList(0, 200)) {
            for (String hash : List.of(RedisKeys.known(PartitionId.of(id)), RedisKeys.pending(PartitionId.of(id)))) {
                assertThat(RedisProbe.ofSuite()
                                .send(Command.HEXISTS, hash, "s:" + id)
                                .toInteger())
                        .isZero();
            }
        }
    }
}
