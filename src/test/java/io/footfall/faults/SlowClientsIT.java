package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.HttpConnection;
import io.footfall.support.PackagedService;
import io.footfall.support.SharedStores;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send slowly, or hold a connection without using it. */
@ResourceLock(SharedStores.OF_SUITE)
class SlowClientsIT {

    private static final String SERVICE = "Authorization: Bearer test-service-token\r\n";
    /** The warning that the service logs at each start about the Redis of the tests. */
    private static final String NO_PERSISTENCE = "Redis keeps nothing on disk";

    private static final Duration DRIP = Duration.ofMillis(100);

    private static PackagedService service;

    @BeforeAll
    static void start() {
        service = new PackagedService(
                        Map.of("HTTP_HEAD_TIMEOUT", "1s", "HTTP_BODY_TIMEOUT", "1s", "HTTP_IDLE_TIMEOUT", "2s"))
                .start();
    }

    /** Slow clients must not cause log lines of level WARN or ERROR, because they could fill the log. */
    @AfterAll
    static void stop() throws Exception {
        service.close();
        assertThat(Files.readAllLines(service.log()))
                .filteredOn(line -> !line.contains(NO_PERSISTENCE))
                .noneMatch(line -> line.contains("\"level\":\"WARN\"") || line.contains("\"level\":\"ERROR\""));
    }

    private static HttpConnection open() {
        return HttpConnection.open(service.port());
    }

    /** Sends one byte at a time until the service replies or closes the connection. */
    private static HttpConnection.Answer answerTo(HttpConnection connection, String bytes) {
        int[] at = {0};
        Awaitility.await().pollInterval(DRIP).atMost(Duration.ofSeconds(20)).until(() -> {
            connection.send(bytes.substring(at[0] % bytes.length(), at[0]++ % bytes.length() + 1));
            return connection.hasAnswer();
        });
        return connection.read();
    }

    @Test
    void aDrippedHeadIsEnded() {
        try (HttpConnection connection = open()) {
            HttpConnection.Answer answer =
                    answerTo(connection.send("GET /api/ping HTTP/1.1\r\nHost: localhost\r\nX: "), "abcdefgh");

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.saysClose()).isTrue();
        }
    }

    @Test
    void aDrippedBodyIsEnded() {
        try (HttpConnection connection = open()) {
            HttpConnection.Answer answer = answerTo(
                    connection.send("POST /api/jobs/q1 HTTP/1.1\r\nHost: localhost\r\n" + SERVICE
                            + "Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n"),
                    " ");

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.json().getString("instance")).isEqualTo("/api/jobs/q1");
        }
    }

    @Test
    void aDrippedImportIsEnded() {
        try (HttpConnection connection = open()) {
            HttpConnection.Answer answer = answerTo(
                    connection.send("POST /api/views/import?pattern=(?%3Cid%3Ea) HTTP/1.1\r\nHost: localhost\r\n"
                            + "Authorization: Bearer test-admin-token\r\nContent-Type: text/plain\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n"),
                    "1\r\na\r\n");

            assertThat(answer.status()).isEqualTo(408);
        }
    }

    /**
     * Each of these operations reads its body in another way. An incomplete body is no fault of the service, so nothing
     * is logged, see {@link #stop}.
     */
    @ParameterizedTest
    @ValueSource(strings = {"/api/stories/s1/view", "/api/jobs/q1", "/api/rate-limits/login/check", "/api/views"})
    void whoLeavesInTheMiddleOfABodyWritesNothingToTheLog(String path) {
        for (String framed :
                new String[] {"Content-Length: 1000\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\n{ "}) {
            try (HttpConnection connection = open()) {
                connection.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + SERVICE
                        + "Content-Type: application/json\r\n" + framed);
            }
        }
        try (HttpConnection connection = open()) {
            assertThat(connection.get("/api/ping").read().status()).isEqualTo(200);
        }
    }

    @Test
    void anIdleConnectionIsEnded() {
        try (HttpConnection silent = open();
                HttpConnection used = open()) {
            assertThat(used.get("/api/ping").read().status()).isEqualTo(200);

            assertThat(silent.isEnded()).isTrue();
            assertThat(used.isEnded()).isTrue();
        }
    }

    @Test
    void aClaimThatWaitsIsNot() {
        try (HttpConnection connection = open()) {
            String claim = "POST /api/jobs/empty/claim?wait=5 HTTP/1.1\r\nHost: localhost\r\n" + SERVICE
                    + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

            assertThat(connection.send(claim).read().status()).isEqualTo(200);
            assertThat(connection.get("/api/ping").read().status()).isEqualTo(200);
        }
    }

    @Test
    void norIsAStream() {
        try (HttpConnection stream = open();
                HttpConnection idle = open()) {
            stream.send(
                    "GET /api/admin/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer test-admin-token\r\n\r\n");

            assertThat(idle.isEnded()).isTrue();
            assertThat(stream.read().status()).isEqualTo(200);
            assertThat(stream.bytes(3_000)).isEqualTo(3_000);
        }
    }
}
