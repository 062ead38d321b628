package io.footfall.platform.web;

import static io.footfall.support.Api.management;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.support.HostileRequests;
import io.footfall.support.ServiceUnderTest;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Client input never becomes a metric label: each value would be a time series that is kept forever. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class MetricLabelsTest {

    private static final int REQUESTS = 20_000;

    /** The maximum number of unexpected series in a failure message. */
    private static final int MOST_TOLD = 10;

    /** Each takes a number that makes the request unique. */
    private static final List<IntFunction<String>> HOSTILE = List.of(
            n -> "EVIL" + n + " /api/stories HTTP/1.1\r\nHost: localhost\r\n\r\n",
            n -> "EVIL" + n + " /made/up HTTP/1.1\r\nHost: localhost\r\n\r\n",
            n -> "GET /q/../api/stories/bad!" + n + "/views HTTP/1.1\r\nHost: localhost\r\n\r\n",
            n -> "GET /api/%2e%2e/q/metrics" + n + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
            n -> "GET /api/stories/bad!" + n + "/views HTTP/1.1\r\nHost: localhost\r\n\r\n",
            n -> "DELETE /api/stories/s" + n + "/views HTTP/1.1\r\nHost: localhost\r\n\r\n",
            n -> "GET /api/made/up/" + n + " HTTP/1.1\r\nHost: evil" + n + ".example\r\n\r\n",
            n -> "GET /q/made-up-" + n + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
            n -> "GET /admin/made-up-" + n + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
            n -> "PATCH /api//stories/../" + n + "/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
            n -> "GET /api/stories/bad!" + n + "?limit=x" + n + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
            n -> "OPTIONS /api/made/up/" + n + " HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil" + n
                    + ".example\r\nAccess-Control-Request-Method: EVIL" + n
                    + "\r\nAccess-Control-Request-Headers: x-evil-" + n + "\r\n\r\n");

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", RequestLabels.OTHER);

    @Inject
    ApiRoutes routes;

    @Inject
    RequestLabels labels;

    private static HostileRequests service() {
        return new HostileRequests(RestAssured.port);
    }

    private static List<String> hostile(int first, int end) {
        return IntStream.range(first, end)
                .mapToObj(n -> HOSTILE.get(n % HOSTILE.size()).apply(n))
                .toList();
    }

    @Test
    void twentyThousandHostileRequestsMakeNoSeries() throws Exception {
        service().send(hostile(0, 10 * HOSTILE.size()));
        Set<Meter.Id> before = httpMeters();
        int remembered = rememberedIds().size();

        service().send(hostile(10 * HOSTILE.size(), 10 * HOSTILE.size() + REQUESTS));

        assertThat(httpMeters().stream().filter(id -> !before.contains(id)).limit(MOST_TOLD))
                .isEmpty();
        assertThat(rememberedIds().size() - remembered).isLessThan(HOSTILE.size());
        given().get("/api/trending?window=1h").then().statusCode(200);
        await().untilAsserted(() -> assertThat(management().get("/q/metrics").asString())
                .contains("method=\"GET\",outcome=\"SUCCESS\",status=\"200\",uri=\"/api/trending\""));
    }

    @Test
    void whoDoesNotWaitForTheAnswerMakesNoSeries() throws Exception {
        double before = viewsThatNobodyWaitedFor();
        await().until(() -> {
            service().sendAndReset("POST /api/stories/" + newId() + "/view HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return viewsThatNobodyWaitedFor() > before;
        });
        for (int n = 0; n < 200; n++) {
            service()
                    .sendAndReset("EVIL" + n + " /made/up-" + n
                            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf");
        }

        assertLabelsAreFixed();
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

    @Test
    void failuresAreCountedForTheOperationThatTheyAreOf() {
        String missing = "/api/stories/" + newId();
        given().header("Authorization", "Bearer wrong").get(missing).then().statusCode(401);
        given().delete(missing + "/view").then().statusCode(405);
        given().post("/api/notifications").then().statusCode(401);
        given().get("/api/nobody/knows").then().statusCode(404);
        given().get(missing).then().statusCode(404);
        given().get("/admin/page.css").then().statusCode(200);
        String viewed = "/api/stories/" + newStory() + "/view";
        given().post(viewed).then().statusCode(200);

        await().untilAsserted(() -> assertThat(management().get("/q/metrics").asString())
                .contains(
                        "status=\"401\",uri=\"/api/stories/{id}\"",
                        "status=\"404\",uri=\"/api/stories/{id}\"",
                        "status=\"405\",uri=\"/api/stories/{id}/view\"",
                        "status=\"401\",uri=\"/api/notifications\"",
                        "status=\"404\",uri=\"UNMATCHED\"",
                        "status=\"200\",uri=\"/admin\"",
                        "status=\"200\",uri=\"/api/stories/{id}/view\""));
        assertLabelsAreFixed();
    }

    @Test
    void requestsOfTheManagementPortAreNotMeasured() {
        management().get("/q/health/ready").then().statusCode(200);
        management().get("/q/made/up").then().statusCode(404);

        assertThat(management().get("/q/metrics").asString()).doesNotContain("uri=\"/q", "uri=\"/management");
    }

    @Test
    void everyOperationHasALabelOfItsOwn() {
        Set<String> operations = management().get("/q/openapi?format=json").jsonPath().getMap("paths").keySet().stream()
                .map(Object::toString)
                .filter(path -> path.startsWith("/api"))
                .collect(Collectors.toSet());

        assertThat(operations).hasSizeGreaterThan(50);
        assertThat(routes.templates()).containsAll(operations);
        assertThat(operations).allSatisfy(path -> assertThat(
                        labels.ofPath(path.replace("{", "").replace("}", "")))
                .isEqualTo(path));
        assertThat(labels.ofPath("/api/anything/else")).isEqualTo(RequestLabels.UNMATCHED);
        assertThat(labels.ofPath("/api/%zz")).isEqualTo(RequestLabels.UNMATCHED);
        assertThat(labels.ofPath(null)).isEqualTo(RequestLabels.UNMATCHED);
    }

    private void assertLabelsAreFixed() {
        // Excludes requests that were reset before a response: for these, the registry only caches the unfiltered id of
        // the first one.
        Stream<Meter.Id> remembered = rememberedIds().stream()
                .filter(MetricLabelsTest::isOfRequests)
                .filter(id -> !"RESET".equals(id.getTag("status")));

        assertThat(httpMeters()).isNotEmpty();
        assertThat(Stream.concat(httpMeters().stream(), remembered)
                        .filter(id -> !isFixed(id))
                        .limit(MOST_TOLD))
                .isEmpty();
    }

    private boolean isFixed(Meter.Id id) {
        String uri = id.getTag("uri");
        String method = id.getTag("method");
        boolean isOfAnotherTest = uri != null && uri.startsWith("/api/elsewhere/");
        return (uri == null || isOfAnotherTest || labels.isOfPath(uri)) && (method == null || METHODS.contains(method));
    }

    private static boolean isOfRequests(Meter.Id id) {
        return id.getName().startsWith("http.server");
    }

    private static Set<Meter.Id> httpMeters() {
        return registries()
                .flatMap(registry -> registry.getMeters().stream())
                .map(Meter::getId)
                .filter(MetricLabelsTest::isOfRequests)
                .collect(Collectors.toSet());
    }

    /** Returns the ids before the filters. Registries cache them with the meters that they were mapped to. */
    private static List<Meter.Id> rememberedIds() {
        try {
            Field remembered = MeterRegistry.class.getDeclaredField("preFilterIdToMeterMap");
            remembered.setAccessible(true);
            List<Meter.Id> ids = new ArrayList<>();
            for (MeterRegistry registry : registries().toList()) {
                ((Map<?, ?>) remembered.get(registry)).keySet().forEach(id -> ids.add((Meter.Id) id));
            }
            return ids;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<MeterRegistry> registries() {
        return Stream.concat(Stream.of(Metrics.globalRegistry), Metrics.globalRegistry.getRegistries().stream());
    }
}
