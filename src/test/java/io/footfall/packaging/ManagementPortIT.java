package io.footfall.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PackagedService;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which paths the two ports of the packaged application serve. The public port of the development build serves more.
 */
class ManagementPortIT {

    private static PackagedService service;

    @BeforeAll
    static void start() {
        service = new PackagedService(Map.of()).start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/q",
                "/q/",
                "/q/health",
                "/q/health/live",
                "/q/metrics",
                "/q/openapi",
                "/q/swagger-ui/",
                "/api/../q/metrics",
                "/api/%2e%2e/q/metrics",
                "/api/%2e%2e%2fq/metrics",
                "/admin/%2e%2e/q/metrics",
                "/webjars/chart.js/4.5.1/dist/chart.umd.min.js",
                "/dev/token",
                "/api.json",
                "/api/nothing",
                "/admin/nothing",
                "/admin/webjars/nothing",
                "/admin/webjars/%2e%2e/footfall.js",
                "/footfall.js/nothing",
                "/META-INF/resources/footfall.js"
            })
    void thePublicPortHasTheApiThePageAndTheScriptAlone(String path) throws Exception {
        HttpResponse<String> answer = service.get(path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(new JsonObject(answer.body()).getInteger("status")).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/ping", "/admin", "/admin/page.css", "/footfall.js"})
    void thePublicPortHas(String path) throws Exception {
        assertThat(service.get(path).statusCode()).isEqualTo(200);
        assertThat(service.fromManagement(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "ready", "started"})
    void theManagementPortHasHealth(String probe) throws Exception {
        assertThat(service.fromManagement("/q/health/" + probe).statusCode()).isEqualTo(200);
    }

    @Test
    void theManagementPortHasMetricsAndTheDescription() throws Exception {
        assertThat(service.fromManagement("/q/metrics").body()).contains("footfall_views_through_redis");
        assertThat(service.fromManagement("/q/swagger-ui/").statusCode()).isEqualTo(200);
        JsonObject server = new JsonObject(
                        service.fromManagement("/q/openapi?format=json").body())
                .getJsonArray("servers")
                .getJsonObject(0);
        assertThat(server.getJsonObject("variables").getJsonObject("port").getString("default"))
                .isEqualTo(String.valueOf(service.port()));
    }

    @Test
    void aReplicaThatIsToldToEndIsNotReadyBeforeItStopsAnswering() throws Exception {
        try (PackagedService ending = new PackagedService(Map.of("QUARKUS_SHUTDOWN_DELAY", "3s")).start()) {
            CompletableFuture<Integer> ended = CompletableFuture.supplyAsync(ending::terminate);

            Awaitility.await()
                    .until(() -> ending.fromManagement("/q/health/ready").statusCode() == 503);
            assertThat(ending.fromManagement("/q/health/live").statusCode()).isEqualTo(200);
            assertThat(ending.get("/api/ping").statusCode()).isEqualTo(200);
            assertThat(ended.isDone()).isFalse();
        }
    }

    /** The addresses of its files contain no version. */
    @Test
    void swaggerUiIsAskedForAgainSoonByTag() throws Exception {
        for (String file : List.of("", "index.html", "swagger-ui-bundle.js", "style.css")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(service.managementUri("/q/swagger-ui/" + file));
            HttpResponse<Void> first =
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.discarding());
            String tag = first.headers().firstValue("ETag").orElseThrow();

            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.headers().allValues("Cache-Control")).containsExactly("public, max-age=300");
            assertThat(HttpClient.newHttpClient()
                            .send(
                                    request.header("If-None-Match", "W/" + tag).build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(304);
        }
    }
}
