package io.footfall.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.HttpConnection;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class StrictHttpTest {

    private static final String POST = "POST /api/stories/s1/view HTTP/1.1\r\nHost: localhost\r\n";

    static Stream<Arguments> notHttp() {
        return Stream.of(
                Arguments.of(
                        "both lengths", 400, POST + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("two lengths", 400, POST + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
                Arguments.of("a length that is none", 400, POST + "Content-Length: +3\r\n\r\nabc"),
                Arguments.of("a length too large", 400, POST + "Content-Length: 99999999999999999999\r\n\r\n"),
                Arguments.of("codings", 400, POST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
                Arguments.of(
                        "codings twice",
                        400,
                        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("an unknown coding", 400, POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                Arguments.of(
                        "chunked in 1.0",
                        400,
                        "POST /api/ping HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("a blank before a colon", 400, "GET /api/ping HTTP/1.1\r\nHost : localhost\r\n\r\n"),
                Arguments.of("two hosts", 400, "GET /api/ping HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
                Arguments.of("no host", 400, "GET /api/ping HTTP/1.1\r\n\r\n"),
                Arguments.of("an empty host", 400, "GET /api/ping HTTP/1.1\r\nHost:\r\n\r\n"),
                Arguments.of("a host of two words", 400, "GET /api/ping HTTP/1.1\r\nHost: a b\r\n\r\n"),
                Arguments.of("a host with a path", 400, "GET /api/ping HTTP/1.1\r\nHost: a/b\r\n\r\n"),
                Arguments.of("a host with a user", 400, "GET /api/ping HTTP/1.1\r\nHost: a@b\r\n\r\n"),
                Arguments.of("a port too large", 400, "GET /api/ping HTTP/1.1\r\nHost: a:65536\r\n\r\n"),
                Arguments.of("an address that is none", 400, "GET /api/ping HTTP/1.1\r\nHost: [::g]\r\n\r\n"),
                Arguments.of("the server as a whole", 400, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("a tunnel", 400, "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("no path", 400, "GET api/ping HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("a broken escape", 400, "GET /api/%zz HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("half an escape", 400, "GET /api/ping?a=%2 HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("escapes that are no text", 400, "GET /api/stories/%ff HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("half a character", 400, "GET /api/stories/%ed%a0%80 HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("raw bytes", 400, "GET /api/stories/\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("a host for a path", 400, "GET //q/metrics HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("a fragment", 400, "GET /api/ping#a HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("parameters of a path", 400, "GET /api/stories;a=b HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("an unknown version", 400, "GET /api/ping HTTP/1.2\r\nHost: a\r\n\r\n"),
                Arguments.of("no version", 400, "GET /api/ping\r\nHost: a\r\n\r\n"),
                Arguments.of("a foreign protocol", 400, "SSH-2.0-OpenSSH_9.2\r\n\r\n"),
                Arguments.of("TLS", 400, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"),
                Arguments.of("HTTP/2", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                Arguments.of("a line too long", 414, "GET /" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of(
                        "headers too large",
                        431,
                        "GET /api/ping HTTP/1.1\r\nHost: a\r\nA: " + "a".repeat(40_000) + "\r\n\r\n"),
                Arguments.of("an expectation", 417, POST + "Expect: more\r\nContent-Length: 2\r\n\r\n{}"),
                Arguments.of("a broken chunk size", 400, POST + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"),
                Arguments.of(
                        "a chunk without an end", 400, POST + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx0\r\n\r\n"),
                Arguments.of("a lone line feed", 400, "GET /api/ping HTTP/1.1\nHost: a\n\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notHttp")
    void whatIsNotHttpIsAProblemAndEndsTheConnection(String name, int status, String bytes) {
        try (HttpConnection connection = HttpConnection.open()) {
            HttpConnection.Answer answer = connection.send(bytes).read();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.json().getInteger("status")).isEqualTo(status);
            assertThat(answer.json().fieldNames()).contains("type", "title", "detail", "instance", "error");
            assertThat(answer.saysClose()).isTrue();
            assertThat(connection.isEnded()).isTrue();
        }
    }

    /** A client would read the bytes of a body as the next response. */
    @Test
    void theAnswerToHeadHasNoBodyWhateverIsWrong() {
        for (String head :
                new String[] {"HEAD /%zz HTTP/1.1\r\nHost: a", "HEAD / HTTP/1.1", "HEAD / HTTP/3.0\r\nHost: a"}) {
            try (HttpConnection connection = HttpConnection.open()) {
                assertThat(connection.send(head + "\r\n\r\n").readHead().status())
                        .isEqualTo(400);
                assertThat(connection.isEnded()).isTrue();
            }
        }
    }

    /** Bytes after a body of ambiguous length must not be handled as a request (request smuggling). */
    @Test
    void aRequestInsideAnAmbiguousBodyIsNotAnswered() {
        try (HttpConnection connection = HttpConnection.open()) {
            connection.send(POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                    + "GET /api/ping HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(connection.read().status()).isEqualTo(400);
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void answersOfRequestsBeforeABrokenOneGoFirst() {
        try (HttpConnection connection = HttpConnection.open()) {
            connection.send(
                    "GET /api/stories HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3) + "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(connection.read().status()).isEqualTo(200);
            assertThat(connection.read().status()).isEqualTo(200);
            assertThat(connection.read().status()).isEqualTo(200);
            assertThat(connection.read().status()).isEqualTo(400);
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void manyRequestsAheadAreAnsweredInTheirTurn() {
        try (HttpConnection connection = HttpConnection.open()) {
            for (int i = 0; i < 500; i++) {
                connection.get("/api/stories?limit=" + (i % 2 == 0 ? "1" : "none"));
            }
            for (int i = 0; i < 500; i++) {
                assertThat(connection.read().status()).isEqualTo(i % 2 == 0 ? 200 : 400);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8080", "a_b.example.org:", "127.0.0.1:80", "[::1]", "[::1]:8080"})
    void aHostIsTaken(String host) {
        try (HttpConnection connection = HttpConnection.open()) {
            assertThat(connection
                            .send("GET /api/ping HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aTargetMayBeAbsolute() {
        try (HttpConnection connection = HttpConnection.open()) {
            assertThat(connection
                            .send("GET http://example.org/api/ping HTTP/1.1\r\nHost: a\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(connection
                            .send("GET http://a@b/api/ping HTTP/1.1\r\nHost: a\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(400);
        }
    }

    /** Browsers send a bar in a path and braces in a query unescaped. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/users/auth0|ada/likes", "/api/users/ada/likes?x={\"<a>|^`\\"})
    void charactersThatUrisEscapeAreTakenAsTheyAre(String target) {
        try (HttpConnection connection = HttpConnection.open()) {
            assertThat(connection
                            .send("GET " + target + " HTTP/1.1\r\nHost: a\r\nAuthorization: " + ServiceUnderTest.SERVICE
                                    + "\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(connection.get("/api/stories/a|b\\c/views").read().json().getString("field"))
                    .isEqualTo("id");
        }
    }

    /**
     * Some parsers treat a semicolon like an ampersand. A cache or filter in front of the service would then see
     * different parameters.
     */
    @Test
    void aSemicolonSeparatesNoParameters() {
        try (HttpConnection connection = HttpConnection.open()) {
            assertThat(connection.get("/api/stories?tag=a;limit=none").read().status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/index.html",
                "/nothing",
                "/api",
                "/api/",
                "/api/nothing",
                "/api/stories/s1/nothing",
                "/api/../nothing",
                "/%2e%2e/x"
            })
    void anUnknownPathIsAProblem(String path) {
        try (HttpConnection connection = HttpConnection.open()) {
            HttpConnection.Answer answer = connection.get(path).read();

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(connection.get("/api/ping").read().status()).isEqualTo(200);
        }
    }

    @Test
    void aMethodThatAPathDoesNotTakeSaysWhichItTakes() {
        try (HttpConnection connection = HttpConnection.open()) {
            for (String method : new String[] {"GET", "PUT", "DELETE", "PATCH", "TRACE", "EVIL"}) {
                HttpConnection.Answer answer = connection
                        .send(method + " /api/stories/s1/view HTTP/1.1\r\nHost: a\r\n\r\n")
                        .read();

                assertThat(answer.status()).as(method).isEqualTo(405);
                assertThat(answer.header("Allow").split(", ")).as(method).containsExactlyInAnyOrder("OPTIONS", "POST");
                assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            }
        }
    }

    @Test
    void aRangeThatAFileDoesNotHaveIsAProblem() {
        try (HttpConnection connection = HttpConnection.open()) {
            HttpConnection.Answer answer = connection
                    .send("GET /admin/page.css HTTP/1.1\r\nHost: a\r\nRange: bytes=9999999-\r\n\r\n")
                    .read();

            assertThat(answer.status()).isEqualTo(416);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        }
    }

    @Test
    void optionsTellTheTruth() {
        try (HttpConnection connection = HttpConnection.open()) {
            assertThat(allowed(connection, "/api/stories/s1/view")).containsExactlyInAnyOrder("OPTIONS", "POST");
            assertThat(allowed(connection, "/api/stories/s1"))
                    .containsExactlyInAnyOrder("OPTIONS", "GET", "HEAD", "PUT", "DELETE");
            assertThat(allowed(connection, "/api/stories")).containsExactlyInAnyOrder("OPTIONS", "GET", "HEAD");
            assertThat(connection
                            .send("OPTIONS /api/nothing HTTP/1.1\r\nHost: a\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(404);
        }
    }

    private static String[] allowed(HttpConnection connection, String path) {
        HttpConnection.Answer answer = connection
                .send("OPTIONS " + path + " HTTP/1.1\r\nHost: a\r\n\r\n")
                .read();
        assertThat(answer.status()).isBetween(200, 204);
        return answer.header("Allow").split(", ");
    }
}
