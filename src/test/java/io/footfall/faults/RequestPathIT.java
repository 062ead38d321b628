package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.Artifact;
import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProbe;
import io.footfall.support.ServiceUnderTest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** No request may start a thread or write to the log. */
@Isolated
class RequestPathIT {

    private static final int AT_ONCE = 16;
    private static final int ROUNDS = 5;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String story = "t" + UUID.randomUUID().toString().substring(0, 8);

    private record Asked(String method, String path, String body) {}

    /** Requests of all kinds of callers and replies: found, not found, refused, malformed. */
    private List<Asked> requests() {
        String view = "/api/stories/" + story + "/view";
        return List.of(
                new Asked("POST", view, ""),
                new Asked("POST", view, "{\"userId\":\"u1\"}"),
                new Asked("POST", view, "{\"userId\":7"),
                new Asked("POST", "/api/stories/nothing/view", ""),
                new Asked("GET", "/api/stories/" + story, ""),
                new Asked("GET", "/api/stories/" + story + "/views", ""),
                new Asked("GET", "/api/views?stories=" + story, ""),
                new Asked("GET", "/api/stories?limit=1000", ""),
                new Asked("GET", "/api/trending?window=1h", ""),
                new Asked("GET", "/api/stories/" + story + "/badge.svg", ""),
                new Asked("POST", "/api/rate-limits/login/check", "{\"key\":\"" + story + "\"}"),
                new Asked("POST", "/api/jobs/" + story, "{\"payload\":{}}"),
                new Asked("POST", "/api/counters/" + story + "/increment", "{\"by\":1}"),
                new Asked("POST", "/api/locks/" + story, "{\"ttlSeconds\":1}"),
                new Asked("GET", "/api/admin/view-stats", ""),
                new Asked("GET", "/nowhere", ""));
    }

    @Test
    void aRequestStartsNoThreadAndWritesNoLine() throws Exception {
        try (PackagedService service = new PackagedService(Map.of("VIEW_SYNC_INTERVAL_HOURS", "24")).start()) {
            PostgresProbe.execute("insert into stories (id, title, author_id) values ('" + story + "', 'A', 'ada')");
            rounds(service, ROUNDS);
            long threads = threadsStarted(service);
            long lines = lines(service);

            rounds(service, ROUNDS);

            assertThat(lines(service)).isEqualTo(lines);
            if (!Artifact.isNative()) {
                assertThat(threadsStarted(service)).isEqualTo(threads);
            }
        }
    }

    private void rounds(PackagedService service, int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (Asked asked : requests()) {
                List<CompletableFuture<HttpResponse<Void>>> answers = Stream.generate(() -> send(service, asked))
                        .limit(AT_ONCE)
                        .toList();
                answers.forEach(answer -> assertThat(answer.join().statusCode()).isLessThan(500));
            }
        }
    }

    private CompletableFuture<HttpResponse<Void>> send(PackagedService service, Asked asked) {
        HttpRequest.BodyPublisher body = asked.body().isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(asked.body());
        return client.sendAsync(
                HttpRequest.newBuilder(service.uri(asked.path()))
                        .method(asked.method(), body)
                        .header("Authorization", ServiceUnderTest.SERVICE)
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private static long lines(PackagedService service) throws Exception {
        try (Stream<String> lines = Files.lines(service.log())) {
            return lines.count();
        }
    }

    private static long threadsStarted(PackagedService service) throws Exception {
        return service.fromManagement("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("jvm_threads_started_threads_total"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .mapToLong(value -> (long) Double.parseDouble(value))
                .sum();
    }
}
