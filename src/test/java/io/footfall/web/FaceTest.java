package io.footfall.web;

import static io.footfall.support.Api.management;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.view;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.footfall.support.ServiceUnderTest;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.lang.reflect.Field;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator and a developer see of the service. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class FaceTest {

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

    /** Also a path that becomes another label is remembered by its own name, for good: so it must not get that far. */
    @Test
    void metricsRememberNoPathThatAStrangerMakesUp() throws Exception {
        String madeUp = "/api/nobody/knows-" + newId();
        given().header("Authorization", "Bearer wrong").get(madeUp).then().statusCode(401);
        String missing = "/api/stories/" + newId();
        given().header("Authorization", "Bearer wrong").get(missing).then().statusCode(401);
        given().delete(missing + "/view").then().statusCode(405);
        given().get(madeUp).then().statusCode(404);
        given().post("/api/notifications").then().statusCode(401);
        String viewed = "/api/stories/" + newStory() + "/view";
        given().post(viewed).then().statusCode(200);

        await().untilAsserted(() -> {
            assertThat(management().get("/q/metrics").asString())
                    .contains(
                            "status=\"401\",uri=\"other\"",
                            "status=\"401\",uri=\"/api/stories/{id}\"",
                            "status=\"405\",uri=\"/api/stories/{id}/view\"",
                            "status=\"404\",uri=\"NOT_FOUND\"",
                            "status=\"401\",uri=\"/api/notifications\"",
                            "status=\"200\",uri=\"/api/stories/{id}/view\"");
        });
        assertThat(rememberedLabels()).contains("NOT_FOUND").doesNotContain(madeUp, missing, missing + "/view", viewed);
    }

    @Test
    void metricsRememberNoPathOfWhoDoesNotWaitForTheAnswer() throws Exception {
        String path = "/api/stories/" + newId() + "/view";
        URI service = URI.create(ConfigProvider.getConfig().getValue("test.url", String.class));
        double before = viewsThatNobodyWaitedFor();
        await().until(() -> {
            try (Socket client = new Socket(service.getHost(), service.getPort())) {
                client.setSoLinger(true, 0);
                client.getOutputStream()
                        .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            return viewsThatNobodyWaitedFor() > before;
        });

        assertThat(rememberedLabels()).doesNotContain(path);
    }

    private static double viewsThatNobodyWaitedFor() {
        return management()
                .get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("http_server_requests_seconds_count")
                        && line.contains("status=\"RESET\",uri=\"/api/stories/{id}/view\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** As they were before any filter. */
    private List<String> rememberedLabels() throws ReflectiveOperationException {
        Field remembered = MeterRegistry.class.getDeclaredField("preFilterIdToMeterMap");
        remembered.setAccessible(true);
        List<String> labels = new ArrayList<>();
        for (MeterRegistry registry : Stream.concat(
                        Stream.of(Metrics.globalRegistry), Metrics.globalRegistry.getRegistries().stream())
                .toList()) {
            ((Map<?, ?>) remembered.get(registry))
                    .keySet()
                    .forEach(id -> labels.add(((Meter.Id) id).getTag(UriLabels.URI)));
        }
        return labels;
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
    void everyOperationHasALabelInMetrics() {
        Map<String, Object> paths = openApi().getMap("paths");

        assertThat(paths.keySet().stream().filter(path -> path.startsWith("/api")))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(UriLabels.labelOf(path)).isEqualTo(path));
        assertThat(UriLabels.labelOf("/api/stories/s1/view")).isEqualTo("/api/stories/{id}/view");
        assertThat(UriLabels.labelOf("/api/anything/else")).isEqualTo("other");
    }

    @Test
    void errorsAreDescribedAsProblems() {
        assertThat(openApi().getMap("components.schemas")).containsKey("Problem");
        assertThat(openApi().getString("paths.'/api/stories/{id}/view'.post.responses.'404'"))
                .contains("application/problem+json");
    }

    @Test
    void swaggerUiIsServed() {
        management().get("/q/swagger-ui/").then().statusCode(200).contentType("text/html");
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
