package io.footfall.platform.http;

import static io.footfall.support.Api.newStory;
import static io.footfall.support.ServiceUnderTest.CRON;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.Gzip;
import io.footfall.support.HttpConnection;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class RequestBodiesTest {

    private static final String VIEWER = "{\"userId\": \"u1\"}";
    private static final String PING = "GET /api/ping HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static String head(String request, String... headers) {
        return request + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + String.join(
                        "", Stream.of(headers).map(header -> header + "\r\n").toList()) + "\r\n";
    }

    private static String asService() {
        return "Authorization: " + SERVICE;
    }

    private static String chunks(String body, int size) {
        StringBuilder chunks = new StringBuilder();
        for (int i = 0; i < body.length(); i += size) {
            String chunk = body.substring(i, Math.min(body.length(), i + size));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return chunks + "0\r\n\r\n";
    }

    private static byte[] gzip(String text) {
        return Gzip.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 1_000})
    void aChunkedBodyIsRead(int chunk) {
        String view = "POST /api/stories/" + newStory() + "/view";
        try (HttpConnection connection = HttpConnection.open()) {
            for (boolean first : new boolean[] {true, false}) {
                HttpConnection.Answer answer = connection
                        .send(head(view, asService(), "Transfer-Encoding: chunked") + chunks(VIEWER, chunk))
                        .read();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.json().getBoolean("isFirstView")).isEqualTo(first);
            }
        }
    }

    @Test
    void aChunkedBodyMayBeEmpty() {
        try (HttpConnection connection = HttpConnection.open()) {
            assertThat(connection
                            .send(head("POST /api/stories/" + newStory() + "/view", "Transfer-Encoding: chunked")
                                    + "0\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/stories/s1/view", "/api/jobs/q1", "/api/rate-limits/login/check"})
    void aChunkedBodyIsCountedWhileItComes(String path) {
        try (HttpConnection connection = HttpConnection.open()) {
            HttpConnection.Answer answer = connection
                    .send(head("POST " + path, asService(), "Transfer-Encoding: chunked")
                            + chunks("\"" + "a".repeat(70_000) + "\"", 10_000))
                    .read();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.json().getString("instance")).isEqualTo(path);
            assertThat(answer.saysClose()).isTrue();
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void aCompressedBodyIsRead() {
        byte[] body = gzip(VIEWER);
        try (HttpConnection connection = HttpConnection.open()) {
            String view = "POST /api/stories/" + newStory() + "/view";
            HttpConnection.Answer answer = connection
                    .send(head(view, asService(), "Content-Encoding: gzip", "Content-Length: " + body.length))
                    .send(body)
                    .read();
            assertThat(answer.status()).isEqualTo(200);

            assertThat(connection
                            .send(head(view, asService(), "Content-Length: " + VIEWER.length()) + VIEWER)
                            .read()
                            .json()
                            .getBoolean("isFirstView"))
                    .isFalse();
        }
    }

    @Test
    void membersOfACompressedLogAreOneLog() {
        String line =
                "203.0.113.7 - - [21/Nov/2026:10:00:00 +0000] \"GET /other HTTP/1.1\" 200 5 \"-\" \"Mozilla/5.0\"\n";
        byte[] log = joined(gzip(line.repeat(10)), gzip(line.repeat(5)));
        try (HttpConnection connection = HttpConnection.open()) {
            HttpConnection.Answer answer = connection
                    .send(
                            "POST /api/views/import?pattern=%5E/read/(?%3Cid%3E%5B0-9%5D%2B) HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Type: text/plain\r\nAuthorization: " + OPERATOR
                                    + "\r\nContent-Encoding: gzip\r\nContent-Length: " + log.length + "\r\n\r\n")
                    .send(log)
                    .read();

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.json().getInteger("lines")).isEqualTo(15);
        }
    }

    static Stream<Arguments> notGzip() {
        byte[] whole = gzip(VIEWER);
        byte[] wrongChecksum = whole.clone();
        wrongChecksum[whole.length - 5] ^= 1;
        return Stream.of(
                Arguments.of("other bytes", VIEWER.getBytes(StandardCharsets.UTF_8)),
                Arguments.of("half of it", Arrays.copyOf(whole, whole.length / 2)),
                Arguments.of("no trailer", Arrays.copyOf(whole, whole.length - 4)),
                Arguments.of("a wrong checksum", wrongChecksum),
                Arguments.of("something after it", joined(whole, new byte[] {1, 2, 3})));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notGzip")
    void whatIsNotGzipIsRefused(String name, byte[] body) {
        try (HttpConnection connection = HttpConnection.open()) {
            HttpConnection.Answer answer = connection
                    .send(head(
                            "POST /api/stories/" + newStory() + "/view",
                            asService(),
                            "Content-Encoding: gzip",
                            "Content-Length: " + body.length))
                    .send(body)
                    .read();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    /** A body of 40 kB that decompresses to 40 MB. */
    @Test
    void theBoundIsThatOfTheBodyItself() {
        byte[] bomb = gzip("\"" + "a".repeat(40_000_000) + "\"");
        try (HttpConnection connection = HttpConnection.open()) {
            HttpConnection.Answer answer = connection
                    .send(head(
                            "POST /api/stories/s1/view",
                            asService(),
                            "Content-Encoding: gzip",
                            "Content-Length: " + bomb.length))
                    .send(bomb)
                    .read();

            assertThat(bomb.length).isLessThan(64 * 1024);
            assertThat(answer.status()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "gzip, gzip", "zstd", "nonsense"})
    void anotherCodingIsRefused(String coding) {
        try (HttpConnection connection = HttpConnection.open()) {
            HttpConnection.Answer answer = connection
                    .send(head("POST /api/stories/s1/view", "Content-Encoding: " + coding, "Content-Length: 2") + "{}")
                    .read();

            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.header("Accept-Encoding")).isEqualTo("gzip");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(401, "POST /api/jobs/q1", "Accept: */*"),
                Arguments.of(401, "POST /api/jobs/q1", "Authorization: Bearer nonsense"),
                Arguments.of(403, "POST /api/jobs/q1", "Authorization: " + CRON),
                Arguments.of(404, "POST /api/nothing", asService()),
                Arguments.of(404, "POST /nothing", asService()),
                Arguments.of(405, "DELETE /api/stories/s1/view", asService()),
                Arguments.of(406, "POST /api/jobs/q1", "Accept: image/png"),
                Arguments.of(415, "POST /api/jobs/q1", "Content-Type: application/xml"),
                Arguments.of(404, "GET /api/stories/unknown-story", asService()));
    }

    /** An unread body is not parsed as the next request, and does not block it. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("refused")
    void theRequestAfterARefusalGetsItsAnswer(int status, String request, String header) {
        String body = "GET /api/stories HTTP/1.1\r\nHost: evil\r\n\r\n";
        String length = "Content-Length: " + (body.length() * 200);
        String token = header.startsWith("A") && header.contains("ization") || status == 401 ? "X: y" : asService();
        try (HttpConnection connection = HttpConnection.open()) {
            connection.send((request + " HTTP/1.1\r\nHost: localhost\r\n"
                    + (header.startsWith("Content-Type") ? "" : "Content-Type: application/json\r\n")
                    + token + "\r\n" + header + "\r\n" + length + "\r\n\r\n"));
            HttpConnection.Answer answer = connection.read();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");

            connection.send(body.repeat(200)).send(PING);

            HttpConnection.Answer next = connection.read();
            assertThat(next.isEnd() ? answer.saysClose() : next.body().contains("ok") || next.status() == 200)
                    .as(next.body())
                    .isTrue();
            assertThat(next.isEnd() || !next.body().contains("items")).isTrue();
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("refused")
    void aRefusalOfALongBodyEndsTheConnection(int status, String request, String header) {
        String token = header.startsWith("A") && header.contains("ization") || status == 401 ? "X: y" : asService();
        try (HttpConnection connection = HttpConnection.open()) {
            connection.send(request + " HTTP/1.1\r\nHost: localhost\r\n"
                    + (header.startsWith("Content-Type") ? "" : "Content-Type: application/json\r\n")
                    + token + "\r\n" + header + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            HttpConnection.Answer answer = connection.read();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.saysClose()).isTrue();
            connection.send(chunks("a".repeat(10_000), 1_000)).send(PING);
            assertThat(connection.isEnded()).isTrue();
        }
    }

    /** Lengths around the limit up to which an unread body is skipped. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 60_000, 65_535, 65_536, 65_537, 70_000, 900_000})
    void aBodyThatNobodyReadsKeepsNobodyWaiting(int length) {
        String body = "\0".repeat(length);
        for (String path : new String[] {"/api/views", "/api/views?stories=s1", "/api/counters/some"}) {
            for (String framed : new String[] {
                "Content-Length: " + length + "\r\n\r\n" + body,
                "Transfer-Encoding: chunked\r\n\r\n" + chunks(body, 21_846)
            }) {
                try (HttpConnection connection = HttpConnection.open()) {
                    HttpConnection.Answer answer = connection
                            .send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + asService()
                                    + "\r\nContent-Type: application/json\r\n" + framed)
                            .read();

                    assertThat(answer.status()).as(path).isIn(200, 400, 413);
                    if (answer.saysClose()) {
                        assertThat(connection.isEnded()).isTrue();
                    } else {
                        assertThat(connection.send(PING).read().status()).isEqualTo(200);
                    }
                }
            }
        }
    }

    @Test
    void aBodyThatIsHeldBackIsAskedForOnce() {
        String view = "POST /api/stories/" + newStory() + "/view";
        String job = "POST /api/jobs/" + io.footfall.support.Api.newId();
        for (String request : new String[] {view, job}) {
            String body = request.equals(view) ? VIEWER : "{\"payload\": 1}";
            try (HttpConnection connection = HttpConnection.open()) {
                connection.send(head(request, asService(), "Expect: 100-continue", "Content-Length: " + body.length()));
                assertThat(connection.read().status()).isEqualTo(100);

                HttpConnection.Answer answer = connection.send(body).read();
                assertThat(answer.status()).as(answer.body()).isBetween(200, 201);
                assertThat(connection.send(PING).read().status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("refused")
    void aBodyThatIsHeldBackIsNotAskedForBeforeARefusal(int status, String request, String header) {
        String token = header.startsWith("A") && header.contains("ization") || status == 401 ? "X: y" : asService();
        try (HttpConnection connection = HttpConnection.open()) {
            HttpConnection.Answer answer = connection
                    .send(request + " HTTP/1.1\r\nHost: localhost\r\n"
                            + (header.startsWith("Content-Type") ? "" : "Content-Type: application/json\r\n")
                            + token + "\r\n" + header + "\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n")
                    .read();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.saysClose()).isTrue();
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void whoeverAsksToCloseIsClosed() {
        try (HttpConnection connection = HttpConnection.open()) {
            assertThat(connection
                            .send("GET /api/ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                            .read()
                            .saysClose())
                    .isTrue();
            assertThat(connection.isEnded()).isTrue();
        }
    }
}
