package io.footfall.platform.cors;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newStory;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.support.LowLimitsProfile;
import io.footfall.support.RawHttp;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which origins may call the API, and the CORS and Vary headers of responses. */
@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@TestProfile(LowLimitsProfile.class)
class CorsTest {

    private static final String STRANGER = "https://evil.example";

    private static RequestSpecification page(String origin) {
        return given().header("Origin", origin);
    }

    private static String viewPath() {
        return "/api/stories/" + newStory() + "/view";
    }

    private static int views(String viewPath) {
        return given().get(viewPath + "s").then().extract().path("viewCount");
    }

    private static void isRefused(ValidatableResponse answer) {
        answer.statusCode(403)
                .contentType("application/problem+json")
                .header("Vary", equalTo("Origin"))
                .header("Access-Control-Allow-Origin", nullValue())
                .header("Access-Control-Allow-Methods", nullValue())
                .body("status", equalTo(403))
                .body("title", equalTo("Forbidden"))
                .body(not(containsString("evil")));
    }

    @Test
    void aPageOfANamedOriginCalls() {
        page(LowLimitsProfile.ORIGIN)
                .post(viewPath())
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", equalTo(LowLimitsProfile.ORIGIN))
                .header("Access-Control-Allow-Credentials", nullValue())
                .header("Access-Control-Expose-Headers", containsString("ETag,X-Cache,Retry-After"));
    }

    @Test
    void aPageOfTheOwnOriginCalls() {
        page("http://localhost:" + RestAssured.port).post(viewPath()).then().statusCode(200);
        isRefused(page("https://localhost:" + RestAssured.port).post(viewPath()).then());
        isRefused(page("http://localhost").post(viewPath()).then());
        isRefused(page("http://127.0.0.1:" + RestAssured.port).post(viewPath()).then());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                STRANGER,
                "null",
                "",
                "*",
                "http://platform.example",
                "https://platform.example:444",
                "https://platform.example.evil.example",
                "https://evil.example, https://platform.example",
                "https://platform.example https://evil.example",
                "https://platform.example/evil",
                "https://evil@platform.example",
                "evil"
            })
    void aPageOfAnotherOriginIsRefusedAndCountsNothing(String origin) {
        String view = viewPath();

        isRefused(page(origin).post(view).then());
        isRefused(page(origin).get("/footfall.js").then());
        isRefused(as(ServiceUnderTest.OPERATOR)
                .header("Origin", origin)
                .get("/api/admin/kpis")
                .then());

        assertThat(views(view)).isZero();
    }

    @Test
    void twoOriginsAreRefused() {
        isRefused(given().header("Origin", LowLimitsProfile.ORIGIN, STRANGER)
                .post(viewPath())
                .then());
        isRefused(given().header("Origin", LowLimitsProfile.ORIGIN, LowLimitsProfile.ORIGIN)
                .get("/api/stories")
                .then());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/stories, 200",
        "GET, /api/stories/nobody, 404",
        "GET, /api/nothing, 404",
        "GET, /api/stories?limit=x, 400",
        "GET, /api/admin/kpis, 401",
        "DELETE, /api/stories, 405",
        "GET, /footfall.js, 200",
        "GET, /admin, 200"
    })
    void everyAnswerVariesByOrigin(String method, String path, int status) {
        for (RequestSpecification request : List.of(given(), page(LowLimitsProfile.ORIGIN))) {
            request.request(method, path)
                    .then()
                    .statusCode(status)
                    .header("Vary", equalTo("Origin"))
                    .header("Access-Control-Allow-Credentials", nullValue());
        }
        page(LowLimitsProfile.ORIGIN)
                .request(method, path)
                .then()
                .header("Access-Control-Allow-Origin", equalTo(LowLimitsProfile.ORIGIN));
    }

    @Test
    void whatIsKnownVariesToo() {
        String tag = given().get("/api/stories").header("ETag");

        given().header("If-None-Match", tag)
                .get("/api/stories")
                .then()
                .statusCode(304)
                .header("Vary", equalTo("Origin"));
        page(LowLimitsProfile.ORIGIN)
                .header("Authorization", "Bearer wrong")
                .get("/api/stories")
                .then()
                .statusCode(401)
                .header("Access-Control-Allow-Origin", equalTo(LowLimitsProfile.ORIGIN));
    }

    private static ValidatableResponse preflight(String origin, String path) {
        return page(origin)
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "authorization,content-type")
                .options(path)
                .then();
    }

    private static Set<String> methods(String path) {
        String methods = preflight(LowLimitsProfile.ORIGIN, path)
                .statusCode(204)
                .header("Access-Control-Allow-Origin", equalTo(LowLimitsProfile.ORIGIN))
                .header("Access-Control-Allow-Headers", equalTo("authorization,content-type"))
                .header("Access-Control-Allow-Credentials", nullValue())
                .header("Access-Control-Max-Age", equalTo("3600"))
                .header("Vary", equalTo("Origin"))
                .header("Content-Length", nullValue())
                .header("Content-Type", nullValue())
                .body(equalTo(""))
                .extract()
                .header("Access-Control-Allow-Methods");
        return Stream.of(methods.split(" *, *")).collect(Collectors.toSet());
    }

    @Test
    void aPreflightTellsTheMethodsOfThePath() {
        assertThat(methods("/api/stories/s1/like")).containsExactlyInAnyOrder("PUT", "DELETE", "OPTIONS");
        assertThat(methods("/api/stories/s1")).containsExactlyInAnyOrder("GET", "HEAD", "PUT", "DELETE", "OPTIONS");
        assertThat(methods("/api/stories/s1/view")).containsExactlyInAnyOrder("POST", "OPTIONS");
        assertThat(methods("/footfall.js")).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS");
    }

    @Test
    void aPreflightOfWhatIsNotThereFails() {
        for (String path : List.of("/api/nothing", "/nothing", "/q/metrics")) {
            preflight(LowLimitsProfile.ORIGIN, path)
                    .statusCode(404)
                    .header("Access-Control-Allow-Methods", nullValue());
        }
    }

    /** Behind a proxy, the next request on the connection may come from another client. */
    @Test
    void aRefusalBeforeTheBodyIsReadLeavesTheConnectionInOrder() throws Exception {
        try (RawHttp connection = new RawHttp(RestAssured.port, Duration.ofSeconds(10))) {
            connection.send("POST /api/views HTTP/1.1\r\nHost: a\r\nOrigin: " + STRANGER
                    + "\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"views\": [1,2]}"
                    + "GET /api/ping HTTP/1.1\r\nHost: a\r\n\r\n");
            RawHttp.Answer refusal = connection.answerTo("POST");
            Optional<RawHttp.Answer> next = connection.nextAnswerTo("GET");

            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.closes()).isEqualTo(next.isEmpty());
            assertThat(next.map(RawHttp.Answer::status)).isIn(Optional.empty(), Optional.of(200));
        }
    }

    @Test
    void aPreflightOfAnotherPageIsRefused() {
        isRefused(preflight(STRANGER, "/api/stories/s1/like"));
        isRefused(preflight("null", "/api/stories/s1/like"));
        isRefused(page(LowLimitsProfile.ORIGIN)
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "evil header")
                .options("/api/stories/s1/like")
                .then());
    }

    @Test
    void behindAProxyTheOwnOriginIsWhatItWasAskedFor() {
        String view = viewPath();
        for (String forwarded : List.of(
                "for=198.51.100.1;proto=https;host=site.example",
                "for=198.51.100.1;proto=HTTPS;host=\"Site.Example:443\"",
                "for=203.0.113.1;proto=http;host=other.example, for=198.51.100.1;host=site.example;proto=https",
                "for=198.51.100.1;host=site.example;proto=https, for=127.0.0.1;proto=http;host=inner.example")) {
            page("https://site.example")
                    .header("Forwarded", forwarded)
                    .post(view)
                    .then()
                    .statusCode(200);
        }
        for (String forwarded : List.of(
                "for=198.51.100.1;proto=http;host=site.example",
                "for=198.51.100.1;host=site.example",
                "for=198.51.100.1;proto=https;host=other.example",
                "proto=https;host=site.example, for=198.51.100.1",
                "for=198.51.100.1;proto=javascript;host=site.example",
                "for=198.51.100.1;by=\"a;proto=https;host=site.example\"")) {
            isRefused(page("https://site.example")
                    .header("Forwarded", forwarded)
                    .header("X-Forwarded-Proto", "https")
                    .header("X-Forwarded-Host", "site.example")
                    .post(view)
                    .then());
        }
    }
}
