package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PackagedService;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.SharedStores;
import io.footfall.support.SpanReceiver;
import io.footfall.support.SpanReceiver.Span;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(SharedStores.OF_SUITE)
class TracingIT {

    /**
     * The only attributes that a span may carry. Any other attribute of an instrumentation has to be reviewed first,
     * because addresses, user agents and paths identify readers.
     */
    private static final Set<String> MAY_BE_TOLD = Set.of(
            "http.request.method",
            "http.route",
            "http.response.status_code",
            "db.system.name",
            "db.operation.name",
            "error.type");

    private static final String STORY = "a-story-that-is-traced";
    private static final String READER = "a-reader-who-is-not";
    private static final String AGENT = "an-agent-of-somebody";
    private static final String ADDRESS = "198.51.100.77";
    private static final String CALLERS_TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLERS_SPAN = "b7ad6b7169203331";

    private final HttpClient http = HttpClient.newHttpClient();
    private final SpanReceiver receiver = new SpanReceiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    private HttpResponse<String> ask(PackagedService service, String method, String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(service.uri(path + "?secret=in-the-query"))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .header("Authorization", ServiceUnderTest.SERVICE)
                        .header("Content-Type", "application/json")
                        .header("User-Agent", AGENT)
                        .header("X-Forwarded-For", ADDRESS)
                        .header("traceparent", "00-" + CALLERS_TRACE + "-" + CALLERS_SPAN + "-01")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void useIt(PackagedService service) throws IOException, InterruptedException {
        assertThat(ask(service, "PUT", "/api/stories/" + STORY, "{\"title\": \"T\", \"authorId\": \"ada\"}")
                        .statusCode())
                .isBetween(200, 201);
        assertThat(ask(service, "GET", "/api/users/" + READER + "/likes", "").statusCode())
                .isEqualTo(200);
        assertThat(ask(service, "POST", "/api/stories/" + STORY + "/view", "{\"userId\": \"" + READER + "\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTraceLeadsFromARequestToBothStoresAndNamesNobody() throws IOException, InterruptedException {
        try (PackagedService service = new PackagedService(Map.of(
                        "TRACING_ENABLED", "true",
                        "OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url(),
                        "QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms",
                        "TRUSTED_PROXIES", "127.0.0.1/32"))
                .start()) {
            useIt(service);

            Awaitility.await().until(() -> named("POST /api/stories/{id}/view").count() == 1);
        }
        Span read = named("GET /api/users/{id}/likes").findFirst().orElseThrow();
        assertThat(read.kind()).isEqualTo(Span.SERVER);
        assertThat(read.trace()).isEqualTo(CALLERS_TRACE);
        assertThat(read.parent()).isEqualTo(CALLERS_SPAN);
        assertThat(read.attributes())
                .containsEntry("http.route", "/api/users/{id}/likes")
                .containsEntry("http.response.status_code", "[200]");
        assertThat(within(read))
                .extracting(Span::name)
                .contains("redis cache-read", "postgresql Likes")
                .doesNotContain("count");
        assertThat(within(named("POST /api/stories/{id}/view").findFirst().orElseThrow()))
                .extracting(Span::name)
                .contains("count");
        assertThat(receiver.spans()).allSatisfy(span -> {
            assertThat(span.trace())
                    .as("a trace of a request, not of the service's own: " + span)
                    .isEqualTo(CALLERS_TRACE);
            assertThat(MAY_BE_TOLD).containsAll(span.attributes().keySet());
            assertThat(span.toString())
                    .doesNotContain(STORY, READER, AGENT, ADDRESS, "127.0.0.1", "in-the-query", "test-service-token");
        });
    }

    private Stream<Span> named(String name) {
        return receiver.spans().stream().filter(span -> span.name().equals(name));
    }

    private List<Span> within(Span outer) {
        return receiver.spans().stream()
                .filter(span -> span.parent().equals(outer.id()))
                .collect(Collectors.toList());
    }

    /** A service that ends orderly sends its buffered spans, so that all of them would have arrived by then. */
    @Test
    void nothingIsTracedAndNobodyIsConnectedToUnlessItIsSwitchedOn() throws IOException, InterruptedException {
        PackagedService service = new PackagedService(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url())).start();

        useIt(service);
        service.terminate();

        assertThat(receiver.connections()).isZero();
        assertThat(Files.readAllLines(Path.of("target", "service-" + service.port() + ".log")))
                .isNotEmpty()
                .noneMatch(line -> line.contains("\"loggerName\":\"io.opentelemetry")
                        || line.contains("\"loggerName\":\"io.quarkus.opentelemetry"));
    }
}
