package io.footfall.web;

import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.OpenApi;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each parameter of a query that the description knows is checked, whatever it is sent. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class StrictQueriesTest {

    private static final List<String> NO_TEXT = List.of("%00", "a%00b", "%ff", "%c0%80", "%ed%a0%80", "%e2%82");
    private static final List<String> NO_NUMBER = List.of(
            "",
            "-1",
            "1.5",
            "1e1",
            "0x1",
            "%2B1",
            "NaN",
            "%D9%A3",
            "99999999999",
            "999999999999999999",
            "99999999999999999999");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "-9223372036854775808",
            "4294967297",
            "999999999999",
            "999999999999999999",
            "9223372036854775807",
            "99999999999999999999",
            "1e400",
            "NaN",
            "Infinity",
            "+5",
            "2026-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "");

    private final List<String> faults = new ArrayList<>();

    /** By each kind of caller, for each of them is refused elsewhere. */
    private void sent(OpenApi.Operation operation, String query, String field) {
        List<Response> answers = Stream.of(SERVICE, OPERATOR, reader("u1"))
                .map(caller -> given().urlEncodingEnabled(false)
                        .header("Authorization", caller)
                        .request(operation.method(), operation.examplePath() + "?" + query))
                .toList();
        boolean isNamed = field == null
                || answers.stream()
                        .anyMatch(answer -> answer.statusCode() == 400 && field.equals(answer.path("field")));
        boolean isFault = answers.stream().anyMatch(answer -> answer.statusCode() >= 500);
        if (isFault || !isNamed) {
            faults.add(operation + " " + query + ": "
                    + answers.stream()
                            .map(answer -> answer.statusCode() + " " + answer.asString())
                            .toList());
        }
    }

    @Test
    void aNumberIsOneOfItsRange() {
        OpenApi.read().operations().forEach(operation -> operation
                .queryParameters()
                .filter(parameter -> parameter.at("/schema/type").asText().equals("integer"))
                .map(parameter -> parameter.path("name").asText())
                .forEach(name -> NO_NUMBER.forEach(value -> sent(operation, name + "=" + value, name))));

        assertThat(faults).isEmpty();
    }

    @Test
    void textIsUtf8WithoutNul() {
        OpenApi.read().operations().forEach(operation -> operation
                .queryParameters()
                .map(parameter -> parameter.path("name").asText())
                .forEach(name -> NO_TEXT.forEach(value -> sent(operation, name + "=" + value, name))));

        assertThat(faults).isEmpty();
    }

    @Test
    void aForgedCursorIsNoFaultOfTheService() {
        OpenApi.read().operations().stream()
                .filter(operation -> operation
                        .queryParameters()
                        .anyMatch(parameter -> parameter.path("name").asText().equals("cursor")))
                .forEach(operation -> NUMBERS.stream()
                        .flatMap(StrictQueriesTest::cursorsWith)
                        .forEach(query -> sent(operation, query, null)));

        assertThat(faults).isEmpty();
    }

    private static Stream<String> cursorsWith(String number) {
        return Stream.of(
                "cursor=" + Cursor.of(number),
                "cursor=" + Cursor.of(number, "s1"),
                "cursor=" + Cursor.of(number, number),
                "sort=views&cursor=" + Cursor.of("VIEWS", number, "s1"),
                "sort=trending&cursor=" + Cursor.of("TRENDING", number, "s1"),
                "cursor=" + Cursor.of("RECENT", number, "s1"));
    }

    @Test
    void aLeaderboardHasNoPositionThatItsCursorCannotBe() {
        given().header("Authorization", SERVICE)
                .get("/api/leaderboards/strict?cursor=" + Cursor.of("999999999999999999"))
                .then()
                .statusCode(400)
                .body("field", org.hamcrest.Matchers.equalTo("cursor"));
    }
}
