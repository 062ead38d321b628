package io.footfall.support;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;

/** HTTP requests to the service under test that many tests share. */
public final class Api {

    private Api() {}

    public static RequestSpecification as(String authorization) {
        return given().header("Authorization", authorization).contentType(ContentType.JSON);
    }

    /** Starts a request to the management port. */
    public static RequestSpecification management() {
        URI root = URI.create(ConfigProvider.getConfig().getValue("test.management.url", String.class));
        return given().baseUri(root.resolve("/").toString());
    }

    public static String newId() {
        return "t" + UUID.randomUUID().toString().replace("-", "");
    }

    public static String newStory() {
        String id = newId();
        as(ServiceUnderTest.SERVICE)
                .body(Map.of("title", "A story", "authorId", "ada"))
                .put("/api/stories/" + id)
                .then()
                .statusCode(201);
        return id;
    }

    public static String newChapter(String storyId) {
        String id = newId();
        as(ServiceUnderTest.SERVICE)
                .body(Map.of("title", "A chapter", "storyId", storyId, "position", 1))
                .put("/api/chapters/" + id)
                .then()
                .statusCode(201);
        return id;
    }

    /** Percent-encodes a text for use in a path or a query: every character except the unreserved ones. */
    public static String percentEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }

    public static ValidatableResponse view(String storyId, String userId) {
        return as(ServiceUnderTest.SERVICE)
                .body(Map.of("userId", userId))
                .post("/api/stories/" + storyId + "/view")
                .then()
                .statusCode(200);
    }

    /** Runs a sync and returns its report. Retries while another sync is running: the schedule runs one at startup. */
    public static ValidatableResponse sync() {
        return Awaitility.await()
                .until(Api::trySync, answer -> answer.extract().jsonPath().getString("skipped") == null);
    }

    public static ValidatableResponse trySync() {
        ValidatableResponse answer =
                as(ServiceUnderTest.CRON).post("/api/cron/sync-views").then();
        return answer.statusCode(answer.extract().jsonPath().getBoolean("success") ? 200 : 503);
    }
}
