package io.footfall.capability.ratelimit;

import static io.footfall.support.Api.newChapter;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import io.footfall.support.CallerBounds;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@QuarkusTest
@TestProfile(CallerBounds.class)
@WithTestResource(ServiceUnderTest.class)
class UnknownIdLimitTest {

    private static final int MOST = CallerBounds.UNKNOWN_IDS;
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private String address;

    @BeforeEach
    void comeFromANewAddress() {
        address = "198.51.100." + CLIENTS.incrementAndGet();
        CallerBounds.awaitMinute();
    }

    private RequestSpecification from(String client) {
        return given().header("X-Forwarded-For", client);
    }

    private RequestSpecification client() {
        return from(address);
    }

    private Response ask(String path) {
        String unknown = path.replace("{id}", newId());
        return path.endsWith("/view") ? client().post(unknown) : client().get(unknown);
    }

    private void askForTooMany() {
        for (int i = 0; i < MOST; i++) {
            ask("/api/stories/{id}").then().statusCode(404);
        }
    }

    private static long loads() {
        return given().get("/api/v1/cache").then().extract().jsonPath().getLong("data.caches.story.loads");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/stories/{id}",
                "/api/chapters/{id}",
                "/api/stories/{id}/views",
                "/api/chapters/{id}/views",
                "/api/stories/{id}/badge.svg",
                "/api/stories/{id}/chapters",
                "/api/stories/{id}/stats",
                "/api/stories/{id}/view",
                "/api/chapters/{id}/view"
            })
    void whoAsksForIdsThatDoNotExistIsRefused(String path) {
        for (int i = 0; i < MOST; i++) {
            ask(path).then().statusCode(404);
        }

        ask(path)
                .then()
                .statusCode(429)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue())
                .body("violated-policies", hasItem("unknown-ids"));
    }

    @Test
    void nothingIsLookedUpForWhoIsRefused() {
        askForTooMany();
        long before = loads();

        for (int i = 0; i < 20; i++) {
            ask("/api/stories/{id}").then().statusCode(429);
        }

        assertThat(loads()).isEqualTo(before);
    }

    @Test
    void manyUnknownIdsInOneRequestAreAsMany() {
        String ids = IntStream.range(0, MOST).mapToObj(i -> newId()).collect(Collectors.joining(","));
        client().get("/api/views?stories=" + ids).then().statusCode(200);

        client().get("/api/views?stories=" + newId()).then().statusCode(429);
        ask("/api/stories/{id}").then().statusCode(429);
    }

    @Test
    void aLikeOfWhatDoesNotExistIsCounted() {
        String user = reader(newId());
        for (int i = 0; i < MOST; i++) {
            client().header("Authorization", user)
                    .put("/api/stories/" + newId() + "/like")
                    .then()
                    .statusCode(404);
        }

        client().header("Authorization", user)
                .put("/api/stories/" + newId() + "/like")
                .then()
                .statusCode(429);
    }

    /** Other clients may share the address. */
    @Test
    void whatIsKnownIsAnsweredAllTheSame() {
        String story = newStory();
        String chapter = newChapter(story);
        List<String> known = List.of(
                "/api/stories/" + story,
                "/api/stories/" + story + "/views",
                "/api/chapters/" + chapter,
                "/api/stories/" + story + "/badge.svg");
        known.forEach(path -> from("198.51.101.1").get(path).then().statusCode(200));
        askForTooMany();

        known.forEach(path -> client().get(path).then().statusCode(200));
        client().post("/api/stories/" + story + "/view").then().statusCode(200).body("storyId", equalTo(story));
    }

    @Test
    void aPageWithSomeDeletedItemsIsNotRefused() {
        List<String> stories =
                IntStream.range(0, 2 * MOST).mapToObj(i -> newStory()).toList();

        for (int i = 0; i < stories.size(); i++) {
            client().get("/api/stories/" + stories.get(i) + "/views").then().statusCode(200);
            if (i % 3 == 0) {
                ask("/api/stories/{id}/views").then().statusCode(404);
                ask("/api/stories/{id}/views").then().statusCode(404);
            }
        }
    }

    /** Repeating that an id is unknown costs no lookup. */
    @Test
    void oneUnknownIdMayBeAskedForAgainAndAgain() {
        String unknown = newId();
        for (int i = 0; i < 3 * MOST; i++) {
            client().get("/api/stories/" + unknown).then().statusCode(404);
        }
    }

    @Test
    void othersAreNotRefused() {
        askForTooMany();

        from("198.51.101.2").get("/api/stories/" + newId()).then().statusCode(404);
        client().header("Authorization", SERVICE)
                .get("/api/stories/" + newId())
                .then()
                .statusCode(404);
    }

    /** A client with an IPv6 network can use all of its addresses. */
    @Test
    void anIpv6NetworkIsOneClient() {
        for (int i = 0; i < MOST; i++) {
            from("2001:db8:0:1::" + i).get("/api/stories/" + newId()).then().statusCode(404);
        }

        from("2001:db8:0:1:ffff::1").get("/api/stories/" + newId()).then().statusCode(429);
        from("2001:db8:0:2::1").get("/api/stories/" + newId()).then().statusCode(404);
    }
}
