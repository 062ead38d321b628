package io.footfall.platform.web;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.percentEncoded;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.footfall.support.Api;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** User ids in the formats of identity providers, at every place of a request. */
@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class UserIdsTest {

    private static final String LONGEST = "~".repeat(128);
    private static final String TOO_LONG = "(129 characters)";

    static Stream<String> idsOfProviders() {
        return Stream.of(
                "auth0|5f7c8ec7c33c6c004bbafe82",
                "google-oauth2|103547991597142817347",
                "ada@example.org",
                "did:web:example.com%3A3000:u",
                "https://example.org/users/7?a=b#c",
                "a/b",
                "a//b/",
                "a/../b",
                "...",
                "100%",
                "100%25",
                "a;b=c",
                "a+b",
                "?",
                "#",
                "*?[a-z]",
                "{07}:known",
                "user:u1",
                "u1|20",
                "\"'\\<>&`^",
                "10.0.0.1",
                LONGEST);
    }

    /** Sends paths and queries without encoding them. */
    private static RequestSpecification literally(String authorization) {
        return as(authorization).urlEncodingEnabled(false);
    }

    private static String likesOf(String user) {
        return "/api/users/" + percentEncoded(user) + "/likes";
    }

    private static String preferencesOf(String user) {
        return "/api/users/" + percentEncoded(user) + "/preferences";
    }

    @ParameterizedTest
    @MethodSource("idsOfProviders")
    void aUserLikesAndOnlyTheyAndServicesSeeIt(String user) {
        String story = newStory();
        String like = "/api/stories/" + story + "/like";

        as(reader(user)).put(like).then().statusCode(200).body("likeCount", equalTo(1));
        literally(SERVICE)
                .put(like + "?userId=" + percentEncoded(user))
                .then()
                .statusCode(200)
                .body("likeCount", equalTo(1));

        for (String caller : List.of(reader(user), SERVICE)) {
            literally(caller)
                    .get(likesOf(user) + "?limit=1")
                    .then()
                    .statusCode(200)
                    .body("items.storyId", contains(story));
        }
        literally(reader("u1")).get(likesOf(user)).then().statusCode(403);
        literally(SERVICE)
                .delete(like + "?userId=" + percentEncoded(user))
                .then()
                .statusCode(200);
        literally(SERVICE).get(likesOf(user)).then().body("items", hasSize(0));
    }

    @ParameterizedTest
    @MethodSource("idsOfProviders")
    void aUserHasPreferences(String user) {
        literally(reader(user))
                .body("{\"mutedTypes\": [\"like\"]}")
                .put(preferencesOf(user))
                .then()
                .statusCode(200);

        for (String caller : List.of(reader(user), SERVICE)) {
            literally(caller).get(preferencesOf(user)).then().statusCode(200).body("mutedTypes", contains("like"));
        }
        literally(reader("u1")).get(preferencesOf(user)).then().statusCode(403);
    }

    @ParameterizedTest
    @MethodSource("idsOfProviders")
    void aUserHasAnInbox(String user) {
        String title = newId();
        Map<String, Object> one = Map.of("userId", user, "type", "comment", "title", title, "dedupeKey", title);

        as(SERVICE).body(one).post("/api/notifications").then().statusCode(201);
        as(SERVICE).body(one).post("/api/notifications").then().statusCode(200).body("state", equalTo("duplicate"));
        as(SERVICE)
                .body(Map.of(
                        "userIds",
                        List.of(user),
                        "type",
                        "comment",
                        "title",
                        title,
                        "deliverAt",
                        Instant.now().plus(Duration.ofDays(1)).toString()))
                .post("/api/notifications")
                .then()
                .statusCode(201);

        as(reader(user)).get("/api/notifications").then().statusCode(200).body("items[0].title", equalTo(title));
        as(reader(user))
                .post("/api/notifications/read-all")
                .then()
                .statusCode(200)
                .body("unread", equalTo(0));
        as(reader(user)).get("/api/notifications/unread-count").then().body("unread", equalTo(0));
    }

    @ParameterizedTest
    @MethodSource("idsOfProviders")
    void aUserHasSessions(String user) {
        String session = as(SERVICE)
                .body(Map.of("type", "checkout", "data", Map.of(), "userId", user))
                .post("/api/sessions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        as(reader(user)).get("/api/sessions/" + session).then().statusCode(200);
        as(reader("u1")).get("/api/sessions/" + session).then().statusCode(404);
    }

    @ParameterizedTest
    @MethodSource("idsOfProviders")
    void aUserIsTheSameViewerWhoeverSaysSo(String user) {
        String story = newStory();

        Api.view(story, user).body("isFirstView", equalTo(true));

        as(reader(user)).post("/api/stories/" + story + "/view").then().body("isFirstView", equalTo(false));
        as(SERVICE)
                .body(Map.of("views", List.of(Map.of("type", "story", "id", story, "userId", user))))
                .post("/api/views")
                .then()
                .statusCode(200)
                .body("items[0].isFirstView", equalTo(false));
    }

    @ParameterizedTest
    @MethodSource("idsOfProviders")
    void aFlagIsAskedForAUser(String user) {
        String flag = "/api/flags/" + newId();
        as(SERVICE).body("{\"enabled\": true}").put(flag).then().statusCode(201);

        literally(SERVICE)
                .get(flag + "?userId=" + percentEncoded(user))
                .then()
                .statusCode(200)
                .body("on", equalTo(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", " ", "a\nb", "a\u007f", "\u00e9", "\ud83d\udd11", TOO_LONG})
    void whatIsNoIdOfAUserIsRefusedEverywhere(String text) {
        String wrong = text.equals(TOO_LONG) ? "~".repeat(129) : text;
        String encoded = percentEncoded(wrong);
        String story = newStory();
        Map<String, Object> body = Map.of("userId", wrong, "type", "comment", "title", "A title", "data", Map.of());

        literally(SERVICE).get(likesOf(wrong)).then().statusCode(400).body("field", equalTo("id"));
        literally(SERVICE).get(preferencesOf(wrong)).then().statusCode(400).body("field", equalTo("id"));
        literally(SERVICE)
                .put("/api/stories/" + story + "/like?userId=" + encoded)
                .then()
                .statusCode(400)
                .body("field", equalTo("userId"));
        literally(SERVICE).get("/api/flags/f1?userId=" + encoded).then().statusCode(400);
        as(SERVICE)
                .body(Map.of("userId", wrong))
                .post("/api/stories/" + story + "/view")
                .then()
                .statusCode(400);
        as(SERVICE).body(body).post("/api/notifications").then().statusCode(400).body("field", equalTo("userId"));
        as(SERVICE)
                .body(Map.of("type", "checkout", "data", Map.of(), "userId", wrong))
                .post("/api/sessions")
                .then()
                .statusCode(400)
                .body("field", equalTo("userId"));
        as(reader(wrong)).get("/api/notifications").then().statusCode(400).body("field", equalTo("sub"));
        as(reader(wrong))
                .put("/api/stories/" + story + "/like")
                .then()
                .statusCode(400)
                .body("field", equalTo("sub"));
    }

    /**
     * Clients, proxies and the service remove dot segments from a path, even encoded ones. Such a request must not be
     * handled as a request for another path.
     */
    @Test
    void dotsInAPathNameNobody() {
        literally(SERVICE).get("/api/users/%2E%2E/likes").then().statusCode(404);
        literally(SERVICE).get("/api/users/%2e/preferences").then().statusCode(404);

        String story = newStory();
        as(reader(".."))
                .put("/api/stories/" + story + "/like")
                .then()
                .statusCode(200)
                .body("likeCount", equalTo(1));
    }
}
