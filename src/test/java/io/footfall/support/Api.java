package io.footfall.support;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;

/** What tests do by HTTP again and again. */
public final class Api {

    private Api() {}

    public static RequestSpecification as(String authorization) {
        return given().header("Authorization", authorization).contentType(ContentType.JSON);
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

    public static ValidatableResponse view(String storyId, String userId) {
        return as(ServiceUnderTest.SERVICE)
                .body(Map.of("userId", userId))
                .post("/api/stories/" + storyId + "/view")
                .then()
                .statusCode(200);
    }

    public static ValidatableResponse sync() {
        return as(ServiceUnderTest.CRON).post("/api/cron/sync-views").then().statusCode(200);
    }
}
