package io.footfall.platform.web;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.support.HttpCalls;
import io.footfall.support.OpenApi;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each described query parameter is validated, whatever its value. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class StrictQueriesTest {

    private static final List<String> NOT_UTF_8 = List.of("%ff", "%c0%80", "%ed%a0%80", "%e2%82");
    private static final List<String> NO_NUMBER = List.of(
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
            "-9223372036854775808",
            "4294967297",
            "999999999999999999",
            "9223372036854775807",
            "99999999999999999999",
            "1e400",
            "NaN",
            "+999999999-12-31T23:59:59Z",
            "");
    private static final int FORBIDDEN = 403;
    private static final int INTERNAL_ERROR = 500;

    private final List<String> faults = new ArrayList<>();
    private final Map<OpenApi.Operation, String> callers = new HashMap<>();

    private void sent(OpenApi.Operation operation, String query, String field) {
        HttpCalls.Answer answer =
                send(operation, callers.computeIfAbsent(operation, StrictQueriesTest::callerOf), query);
        boolean isNamed = field == null || answer.status() == 400 && field.equals(answer.field());
        if (answer.status() == INTERNAL_ERROR || !isNamed) {
            faults.add(operation + " " + query + ": " + answer);
        }
    }

    /** The request head is rejected as a whole. */
    private void refused(OpenApi.Operation operation, String query) {
        HttpCalls.Answer answer = send(operation, SERVICE, query);
        if (answer.status() != 400) {
            faults.add(operation + " " + query + ": " + answer);
        }
    }

    private static HttpCalls.Answer send(OpenApi.Operation operation, String caller, String query) {
        return HttpCalls.send(operation.method(), operation.examplePath() + "?" + query, caller, new byte[0]);
    }

    /** Returns a caller that may call the operation. */
    private static String callerOf(OpenApi.Operation operation) {
        return Stream.of(SERVICE, OPERATOR, reader("u1"))
                .filter(caller -> send(operation, caller, "by=!").status() != FORBIDDEN)
                .findFirst()
                .orElseThrow();
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
                .forEach(name -> {
                    sent(operation, name + "=a%00b", name);
                    NOT_UTF_8.forEach(value -> refused(operation, name + "=" + value));
                }));

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
                "sort=recent&cursor=" + Cursor.of("RECENT", number, "s1"),
                "sort=views&cursor=" + Cursor.of("VIEWS", number, "s1"),
                "sort=trending&cursor=" + Cursor.of("TRENDING", number, "s1"));
    }

    @Test
    void aLeaderboardHasNoPositionThatItsCursorCannotBe() {
        String board = "/api/leaderboards/" + newId();
        as(SERVICE).body("{\"score\": 1}").post(board + "/members/u1").then().statusCode(200);

        as(SERVICE)
                .get(board + "?cursor=" + Cursor.of("999999999999999999"))
                .then()
                .statusCode(400)
                .body("field", equalTo("cursor"));
    }
}
