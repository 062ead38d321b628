package io.footfall.platform.web;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Free-form JSON is returned as it was sent, through all stores and caches. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class FreeFormJsonTest {

    /** None of these numbers is exact as a double. */
    private static final String VALUE =
            "{\"z\":12345678901234567890.10,\"a\":[1e400,-0,0.1000,1E-7,123456789012345678901234567890],"
                    + "\"text\":\"\\\\u0000 \u00e9\uD83D\uDE00\",\"none\":null,\"deep\":{\"a\":[[{\"b\":true}]]}}";

    @Test
    void aSettingKeepsItsNumbers() {
        String name = newId();
        String setting = "\"" + name + "\":" + VALUE;
        assertThat(as(SERVICE)
                        .body("{" + setting + "}")
                        .put("/api/settings")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .contains(setting);

        assertThat(as(SERVICE).get("/api/settings").asString()).contains(setting);
        as(OPERATOR).delete("/api/v1/cache?pattern=settings:*").then().statusCode(200);
        assertThat(as(SERVICE).get("/api/settings").asString()).contains(setting);
        as(SERVICE).body("{\"" + name + "\":1e400}").put("/api/settings").then().statusCode(200);
        assertThat(as(SERVICE).get("/api/settings/" + name + "/changes").asString())
                .contains("\"before\":" + VALUE + ",\"after\":1e400");

        as(SERVICE).body("{\"" + name + "\":null}").put("/api/settings").then().statusCode(200);
    }

    @Test
    void aJobKeepsItsNumbers() {
        String queue = newId();
        as(SERVICE)
                .body("{\"payload\":" + VALUE + "}")
                .post("/api/jobs/" + queue)
                .then()
                .statusCode(201);

        assertThat(as(SERVICE).body("{}").post("/api/jobs/" + queue + "/claim").asString())
                .contains("\"payload\":" + VALUE);
    }

    @Test
    void aSessionKeepsItsNumbers() {
        String id = as(SERVICE)
                .body("{\"type\":\"t\",\"data\":" + VALUE + "}")
                .post("/api/sessions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        assertThat(as(SERVICE).get("/api/sessions/" + id).asString()).contains("\"data\":" + VALUE);
    }

    @Test
    void aNotificationKeepsItsNumbers() {
        String user = newId();
        as(SERVICE)
                .body("{\"userId\":\"" + user + "\",\"type\":\"t\",\"title\":\"T\",\"data\":" + VALUE + "}")
                .post("/api/notifications")
                .then()
                .statusCode(201);

        for (int read = 0; read < 2; read++) {
            assertThat(as(reader(user)).get("/api/notifications").asString()).contains("\"data\":" + VALUE);
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 200", "101, 400"})
    void valuesLieWithinEachOtherUpToABound(int levels, int status) {
        String name = newId();
        // The object of all settings counts as one level.
        String value = "[".repeat(levels - 1) + "]".repeat(levels - 1);

        as(SERVICE)
                .body("{\"" + name + "\":" + value + "}")
                .put("/api/settings")
                .then()
                .statusCode(status);
        as(SERVICE).body("{\"" + name + "\":null}").put("/api/settings").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({"1000, 200", "1001, 400"})
    void aNumberIsAsLongAsThat(int digits, int status) {
        String name = newId();

        as(SERVICE)
                .body("{\"" + name + "\":" + "7".repeat(digits) + "}")
                .put("/api/settings")
                .then()
                .statusCode(status);
        as(SERVICE).body("{\"" + name + "\":null}").put("/api/settings").then().statusCode(200);
    }

    @Test
    void aFieldWithinThatIsThereTwiceIsNamed() {
        as(SERVICE)
                .body("{\"payload\":{\"a\":[0,{\"b\":1,\"b\":2}]}}")
                .post("/api/jobs/" + newId())
                .then()
                .statusCode(400)
                .body("field", equalTo("payload.a[1].b"))
                .body("detail", containsString("more than once"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud800\"", "{\"a\":[\"\\u0000\"]}", "{\"a\":{\"\\u0000\":1}}"})
    void aSettingThatNoStoreKeepsIsNamed(String value) {
        as(SERVICE)
                .body("{\"strict\":" + value + "}")
                .put("/api/settings")
                .then()
                .statusCode(400)
                .body("field", equalTo("strict"));
    }
}
