package io.footfall.platform.web;

import static io.footfall.support.Api.management;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.view;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The health, metrics and API description that operators and developers see. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class OpenApiAndMetricsTest {

    @ParameterizedTest
    @ValueSource(strings = {"live", "ready", "started"})
    void probesAnswer(String probe) {
        management().get("/q/health/" + probe).then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    void readinessTellsWhichStoresAnswer() {
        management()
                .get("/q/health/ready")
                .then()
                .body("checks.find { it.name == 'views' }.data.redis", equalTo(true))
                .body("checks.find { it.name == 'views' }.data.postgres", equalTo(true));
    }

    @Test
    void metricsCountViewsAndNameNoItem() {
        String story = newStory();
        view(story, "reader-of-metrics");

        management()
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("footfall_views_total{result=\"first\",source=\"redis\"}"))
                .body(containsString("footfall_view_buffer_items"))
                .body(containsString("footfall_sync_seconds_count{result=\"success\"}"))
                .body(not(containsString(story)))
                .body(not(containsString("reader-of-metrics")));
    }

    @Test
    void everyOperationIsDescribedWithAnExample() {
        Map<String, Map<String, Map<String, Object>>> paths = openApi().getMap("paths");
        List<String> lacking = new ArrayList<>();
        paths.forEach((path, operations) -> operations.forEach((method, operation) -> {
            if (path.startsWith("/api") && !isDescribed(path, operation)) {
                lacking.add(method + " " + path);
            }
        }));

        assertThat(paths).isNotEmpty();
        assertThat(lacking).isEmpty();
    }

    private static boolean isDescribed(String path, Map<String, Object> operation) {
        String text = operation.toString();
        boolean exampleWhereThereIsInput = !path.contains("{") || text.contains("example");
        return operation.get("summary") != null
                && operation.get("description") != null
                && Stream.of("200=", "201=", "204=").anyMatch(text::contains)
                && exampleWhereThereIsInput;
    }

    @Test
    void errorsAreDescribedAsProblems() {
        assertThat(openApi().getMap("components.schemas")).containsKey("Problem");
        assertThat(openApi().getString("paths.'/api/stories/{id}/view'.post.responses.'404'"))
                .contains("application/problem+json");
    }

    @Test
    void swaggerUiIsServed() {
        management()
                .get("/q/swagger-ui/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Cache-Control", equalTo("public, max-age=300"));
    }

    /** The classes of the development build are on the class path of the tests. */
    @Test
    void theDevelopmentBuildHasItsPagesOnThePublicPort() {
        given().get("/q/swagger-ui/").then().statusCode(200).contentType("text/html");
        given().get("/q/openapi").then().statusCode(200);
        given().post("/dev/token").then().statusCode(405);
        given().get("/q/metrics").then().statusCode(404);
    }

    private static JsonPath openApi() {
        return management()
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
