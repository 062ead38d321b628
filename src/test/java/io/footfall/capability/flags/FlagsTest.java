package io.footfall.capability.flags;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.support.HttpCalls;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class FlagsTest {

    private final String name = newId();
    private final String path = "/api/flags/" + name;

    private ValidatableResponse write(String body) {
        return as(SERVICE).body(body).put(path).then();
    }

    private ValidatableResponse set(String body) {
        return as(SERVICE).body(body).put("/api/settings?by=ada").then();
    }

    @Test
    void aFlagIsWrittenReadAndDeleted() {
        as(SERVICE).get(path).then().statusCode(404);

        write("{\"enabled\": true, \"percentage\": 50, \"description\": \"The editor\"}")
                .statusCode(201);
        as(SERVICE)
                .get(path)
                .then()
                .statusCode(200)
                .body("name", equalTo(name))
                .body("enabled", equalTo(true))
                .body("percentage", equalTo(50))
                .body("on", equalTo(false))
                .body("changedBy", equalTo("service"));
        write("{\"enabled\": true}").statusCode(200).body("percentage", equalTo(100));
        as(SERVICE).get(path).then().body("on", equalTo(true)).body("description", equalTo(""));
        as(SERVICE).get("/api/flags?limit=100").then().statusCode(200);

        as(SERVICE).delete(path).then().statusCode(204);
        as(SERVICE).get(path).then().statusCode(404);
        as(SERVICE).delete(path).then().statusCode(404);
    }

    @Test
    void aUserStaysOnItsSide() {
        write("{\"enabled\": true, \"percentage\": 50}").statusCode(201);

        long on = IntStream.range(0, 200)
                .filter(i -> {
                    boolean first = isOnFor("u" + i);
                    assertThat(isOnFor("u" + i)).isEqualTo(first);
                    return first;
                })
                .count();

        assertThat(on).isBetween(60L, 140L);
    }

    private boolean isOnFor(String user) {
        return new JsonObject(HttpCalls.send("GET", path + "?userId=" + user, SERVICE, new byte[0])
                        .body())
                .getBoolean("on");
    }

    @Test
    void eachChangeIsWrittenDown() {
        write("{\"enabled\": false, \"by\": \"ada\"}").statusCode(201);
        as(OPERATOR)
                .body("{\"enabled\": true, \"percentage\": 10}")
                .put(path)
                .then()
                .statusCode(200);
        as(SERVICE).delete(path + "?by=grace").then().statusCode(204);

        as(SERVICE)
                .get(path + "/changes")
                .then()
                .statusCode(200)
                .body("items.changedBy", contains("service:grace", "operator", "service:ada"))
                .body("items[0].before.percentage", equalTo(10))
                .body("items[0].after", nullValue())
                .body("items[1].before.enabled", equalTo(false))
                .body("items[1].after.enabled", equalTo(true))
                .body("items[2].before", nullValue());
        String cursor = as(SERVICE).get(path + "/changes?limit=2").path("nextCursor");
        as(SERVICE).get(path + "/changes?limit=2&cursor=" + cursor).then().body("items", hasSize(1));
    }

    @Test
    void flagsAreListedByName() {
        write("{\"enabled\": true}");
        String cursor = null;
        boolean found = false;
        do {
            var page = as(SERVICE)
                    .get("/api/flags?limit=3" + (cursor == null ? "" : "&cursor=" + cursor))
                    .jsonPath();
            found |= page.getList("items.name").contains(name);
            cursor = page.getString("nextCursor");
        } while (cursor != null);

        assertThat(found).isTrue();
    }

    @Test
    void settingsAreWrittenSomeAtATime() {
        String first = newId();
        String second = newId();
        set("{\"" + first + "\": {\"a\": [1, null]}, \"" + second + "\": \"x\"}")
                .statusCode(200)
                .body(first + ".a[0]", equalTo(1));
        as(SERVICE).get("/api/settings").then().statusCode(200).body(second, equalTo("x"));

        set("{\"" + second + "\": null}").statusCode(200).body(second, nullValue());

        as(SERVICE)
                .get("/api/settings")
                .then()
                .body(first + ".a[1]", nullValue())
                .body("keySet()", hasItem(first))
                .body(second, nullValue());
        as(SERVICE)
                .get("/api/settings/" + second + "/changes")
                .then()
                .body("items.before", contains("x", null))
                .body("items.after", contains(null, "x"))
                .body("items.changedBy", contains("service:ada", "service:ada"));
        set("{\"" + first + "\": null}").statusCode(200);
    }

    @Test
    void whatDoesNotChangeASettingIsNotWrittenDown() {
        String same = newId();
        set("{\"" + same + "\": 1}").statusCode(200);
        set("{\"" + same + "\": 1}").statusCode(200);

        as(SERVICE).get("/api/settings/" + same + "/changes").then().body("items", hasSize(1));
        set("{\"" + same + "\": null}").statusCode(200);
    }

    @Test
    void thereAreOnlySoManySettings() {
        Map<String, Object> many = new HashMap<>();
        IntStream.range(0, 200).forEach(i -> many.put(newId(), i));
        String one = newId();
        set("{\"" + one + "\": 1}").statusCode(200);

        as(SERVICE).body(many).put("/api/settings").then().statusCode(400).body("field", equalTo("settings"));

        as(SERVICE).get("/api/settings").then().body(one, equalTo(1));
        assertThat(as(SERVICE).get("/api/settings").jsonPath().getMap("").size())
                .isLessThan(200);
        set("{\"" + one + "\": null}").statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "",
                "{\"enabled\": \"maybe\"}",
                "{\"enabled\": true, \"percentage\": 101}",
                "{\"enabled\": true, \"percentage\": -1}",
                "{\"enabled\": true, \"by\": \"a b\"}",
                "{\"enabled\": true, \"description\": \"a\\u0000\"}"
            })
    void aFlagThatMakesNoSenseIsRefused(String body) {
        write(body).statusCode(400).contentType("application/problem+json");
        as(SERVICE).get(path).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "", "[]", "{\"a b\": 1}", "{\"a\": \"\\u0000\"}"})
    void settingsThatMakeNoSenseAreRefused(String body) {
        set(body).statusCode(400).contentType("application/problem+json");
    }

    @Test
    void flagsAndSettingsAreForServices() {
        given().get(path).then().statusCode(401);
        as(reader("u1")).get(path).then().statusCode(403);
        as(reader("u1")).body("{\"enabled\": true}").put(path).then().statusCode(403);
        as(reader("u1")).get("/api/settings").then().statusCode(403);
        as(reader("u1")).body("{\"a\": 1}").put("/api/settings").then().statusCode(403);
    }
}
