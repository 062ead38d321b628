package io.footfall.packaging;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.footfall.support.PackagedService;
import io.footfall.support.ServiceUnderTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A native executable contains everything that it reads and writes at run time. */
@EnabledIf(
        value = "io.footfall.support.Artifact#isNative",
        disabledReason = "of a jar other tests see all of this: -Dfootfall.executable=/path, or -Dnative")
@Isolated
class NativeServiceIT {

    private static final PackagedService SERVICE = new PackagedService(Map.of());

    private final String story = "t" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeAll
    static void start() {
        SERVICE.start();
    }

    @AfterAll
    static void end() {
        SERVICE.close();
    }

    /** Probes and Prometheus request these paths without a token. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/health/live",
                "/q/health/ready",
                "/q/health/started",
                "/q/metrics",
                "/q/openapi",
                "/q/swagger-ui/"
            })
    void theManagementPortAnswers(String path) {
        given().baseUri(SERVICE.managementUri("").toString())
                .get(path)
                .then()
                .statusCode(200)
                .body(notNullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/footfall.js",
                "/admin",
                "/admin/js/main.js",
                "/admin/webjars/chart.js/4.5.1/dist/chart.umd.min.js"
            })
    void pagesAreThere(String path) {
        anybody().get(path).then().statusCode(200).body(notNullValue());
    }

    @Test
    void aViewIsCountedByAScriptAndAnsweredAsJson() {
        asService()
                .body(Map.of("title", "The lighthouse keeper", "authorId", "ada"))
                .put("/api/stories/" + story)
                .then()
                .statusCode(201)
                .body("title", equalTo("The lighthouse keeper"));

        asService()
                .body(Map.of("userId", "u1"))
                .post("/api/stories/" + story + "/view")
                .then()
                .statusCode(200)
                .body("isFirstView", equalTo(true))
                .body("viewCount", equalTo(1));
    }

    @Test
    void whatCachesHoldIsReadAndWritten() {
        asService().body(Map.of("title", "A", "authorId", "ada")).put("/api/stories/" + story);

        anybody().get("/api/stories/" + story + "/views").then().statusCode(200).body("viewCount", equalTo(0));
        anybody().get("/api/stories?author=ada").then().statusCode(200).body("items.title", notNullValue());
        anybody().get("/api/trending").then().statusCode(200).body("window", equalTo("24h"));
    }

    @Test
    void everythingWorks() {
        anybody()
                .header("Authorization", ServiceUnderTest.OPERATOR)
                .post("/api/admin/self-test")
                .then()
                .statusCode(200)
                .body("success", equalTo(true));
    }

    @Test
    void aRefusalIsAProblem() {
        anybody()
                .get("/api/stories/s!")
                .then()
                .statusCode(400)
                .contentType(containsString("application/problem+json"))
                .body("error", equalTo("Bad Request"));
    }

    private static RequestSpecification asService() {
        return anybody().header("Authorization", ServiceUnderTest.SERVICE).contentType(ContentType.JSON);
    }

    private static RequestSpecification anybody() {
        return given().baseUri(SERVICE.uri("").toString());
    }
}
