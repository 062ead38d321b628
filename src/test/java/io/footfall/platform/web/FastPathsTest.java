package io.footfall.platform.web;

import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request gets the same response from the fast path as from the resource. A query, which has no meaning here, sends a
 * request to the resource.
 */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class FastPathsTest {

    private static final String BY_RESOURCE = "Test-By-Resource";
    private static final String TO_RESOURCE = "?means=nothing";
    private static final String CHECK = "/api/rate-limits/login/check";

    /** Marks responses of the resource, if the request asks for it. */
    static class Marker {

        @ServerResponseFilter
        void mark(ContainerRequestContext request, ContainerResponseContext answer) {
            if (request.getHeaderString(BY_RESOURCE) != null) {
                answer.getHeaders().add(BY_RESOURCE, "yes");
            }
        }
    }

    /** A fast path that completes on a separate thread. */
    @Singleton
    static class Elsewhere {

        void register(@Observes FastPaths paths) {
            paths.post("/api/elsewhere/{id}/answered", request -> true, (id, request) -> {
                Threads answer = new Threads(Thread.currentThread().getName());
                return Uni.createFrom().item(answer).emitOn(task -> new Thread(task).start());
            });
        }
    }

    /** Its JSON contains the thread that serializes it. */
    record Threads(String cameInOn) {

        @JsonProperty
        String writtenOn() {
            return Thread.currentThread().getName();
        }
    }

    @Test
    void aPlainViewIsAnsweredAsByTheResource() {
        String path = "/api/stories/" + newStory() + "/view";

        Response plain = post(path, as -> as.header("User-Agent", "Firefox"));
        Response other = post(path + TO_RESOURCE, as -> as.header("User-Agent", "Safari"));

        assertThat(plain.header(BY_RESOURCE)).isNull();
        assertThat(other.header(BY_RESOURCE)).isEqualTo("yes");
        assertSame(plain, other);
        assertThat(plain.jsonPath().getInt("viewCount")).isEqualTo(1);
        assertThat(other.jsonPath().getInt("viewCount")).isEqualTo(2);
        assertThat(plain.header("X-RateLimit-Limit")).isNotNull();
    }

    @Test
    void aViewThatDoesNotCountIsAnsweredAsByTheResource() {
        String path = "/api/stories/" + newStory() + "/view";

        for (UnaryOperator<RequestSpecification> viewer : Set.<UnaryOperator<RequestSpecification>>of(
                as -> as.header("User-Agent", "Googlebot/2.1"), as -> as.header("Sec-Purpose", "prefetch"))) {
            Response plain = post(path, viewer);
            assertThat(plain.header(BY_RESOURCE)).isNull();
            assertThat(plain.jsonPath().getBoolean("counted")).isFalse();
            assertSameWithBody(plain, post(path + TO_RESOURCE, viewer));
        }
    }

    @Test
    void aFailureHasTheSameProblem() {
        String path = "/api/chapters/" + newId() + "/view";

        Response plain = post(path, as -> as);

        assertThat(plain.statusCode()).isEqualTo(404);
        assertThat(plain.contentType()).startsWith("application/problem+json");
        assertThat(plain.jsonPath().getString("instance")).isEqualTo(path);
        assertThat(plain.header("X-RateLimit-Remaining")).isNotNull();
        assertSameWithBody(plain, post(path + TO_RESOURCE, as -> as));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/stories/s!/view", "/api/stories//view", "/api/stories/view", "/api/stories/a/b/view"})
    void whatIsNoIdGoesToTheResource(String path) {
        Response answer = post(path, as -> as);

        assertThat(answer.statusCode()).isIn(400, 404, 405);
        assertThat(answer.header(BY_RESOURCE)).isEqualTo("yes");
        assertSameWithBody(answer, post(path + TO_RESOURCE, as -> as));
    }

    @Test
    void anAnswerIsWrittenWhereTheRequestCameIn() {
        Response answer = post("/api/elsewhere/" + newId() + "/answered", as -> as);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.jsonPath().getString("writtenOn"))
                .isEqualTo(answer.jsonPath().getString("cameInOn"))
                .contains("eventloop");
    }

    @Test
    void anotherFormOfAnswerIsRefused() {
        Response answer = post("/api/stories/" + newStory() + "/view", as -> as.accept("text/html"));

        assertThat(answer.statusCode()).isEqualTo(406);
    }

    @Test
    void aDecisionIsMadeAsByTheResource() {
        String body = "{\"key\":\"" + newId() + "\"}";

        for (int hit = 1; hit <= 3; hit++) {
            Response plain = check(CHECK, body, SERVICE);
            Response other = check(CHECK + TO_RESOURCE, body, SERVICE);
            assertThat(plain.header(BY_RESOURCE)).isNull();
            assertThat(other.header(BY_RESOURCE)).isEqualTo("yes");
            assertSame(plain, other);
            assertThat(plain.jsonPath().getInt("remaining")).isEqualTo(Math.max(0, 5 - 2 * hit + 1));
            assertThat(plain.jsonPath().getBoolean("allowed")).isTrue();
            assertThat(other.jsonPath().getBoolean("allowed")).isEqualTo(hit < 3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "[]",
                "{\"key\":1}",
                "{\"key\":\"\"}",
                "{\"key\":\"k\",\"cost\":0}",
                "{\"key\":\"k\",\"cost\":\"1\"}",
                "{\"key\":",
                "no JSON",
                "{\"key\":\"k\"} {}"
            })
    void aBadCheckHasTheSameProblem(String body) {
        Response plain = check(CHECK, body, SERVICE);

        assertThat(plain.statusCode()).isEqualTo(400);
        assertSameWithBody(plain, check(CHECK + TO_RESOURCE, body, SERVICE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json-patch+json", "application/jsonp"})
    void anotherFormOfBodyIsRefused(String type) {
        Response answer = post(CHECK, as -> as.header("Authorization", SERVICE)
                .header("Content-Type", type)
                .body("{\"key\":\"k\"}".getBytes(StandardCharsets.US_ASCII)));

        assertThat(answer.statusCode()).isEqualTo(415);
    }

    @Test
    void whoMayNotCheckIsRefused() {
        String body = "{\"key\":\"k\"}";

        assertThat(check(CHECK, body, reader("u1")).statusCode()).isEqualTo(403);
        assertThat(check(CHECK, body, "Bearer wrong").statusCode()).isEqualTo(401);
        assertThat(post(CHECK, as -> as.contentType("application/json").body(body))
                        .statusCode())
                .isEqualTo(401);
        assertThat(check("/api/rate-limits/nobody-knows-it/check", body, SERVICE)
                        .statusCode())
                .isEqualTo(404);
    }

    /** The client disconnects in the middle of the body. The next request is served. */
    @Test
    void aBodyThatBreaksOffHarmsNobody() throws Exception {
        URI service = URI.create(ConfigProvider.getConfig().getValue("test.url", String.class));
        for (int i = 0; i < 3; i++) {
            try (Socket client = new Socket(service.getHost(), service.getPort());
                    OutputStream out = client.getOutputStream()) {
                out.write(("POST " + CHECK + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + SERVICE
                                + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"key\":")
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        }

        assertThat(check(CHECK, "{\"key\":\"" + newId() + "\"}", SERVICE).statusCode())
                .isEqualTo(200);
    }

    private static Response post(String path, UnaryOperator<RequestSpecification> request) {
        return request.apply(given().header(BY_RESOURCE, "?")).post(path);
    }

    private static Response check(String path, String body, String token) {
        return post(path, as -> as.header("Authorization", token)
                .contentType("application/json")
                .body(body));
    }

    private static void assertSame(Response plain, Response other) {
        assertThat(plain.statusCode()).isEqualTo(other.statusCode());
        assertThat(plain.contentType()).isEqualTo(other.contentType());
        assertThat(headersOf(plain)).isEqualTo(headersOf(other));
        assertThat(plain.jsonPath().<Map<String, Object>>get().keySet())
                .isEqualTo(other.jsonPath().<Map<String, Object>>get().keySet());
    }

    private static void assertSameWithBody(Response plain, Response other) {
        assertSame(plain, other);
        assertThat(plain.asString()).isEqualTo(other.asString());
    }

    private static Set<String> headersOf(Response answer) {
        return answer.headers().asList().stream()
                .map(Header::getName)
                .filter(name -> !name.equals(BY_RESOURCE))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
