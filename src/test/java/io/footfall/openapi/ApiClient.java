package io.footfall.openapi;

import io.footfall.support.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Calls operations of the service in this JVM, one after the other. A connection is used until the service closes it.
 */
final class ApiClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Ids that no other test uses. No item with these names exists. */
    static final Map<String, String> VALUES = Map.of(
            "id",
            TestCaller.ADA,
            "name",
            "matrix",
            "queue",
            "matrix",
            "member",
            "matrix",
            "key",
            "matrix",
            "policy",
            "export");

    private final int port = URI.create(ConfigProvider.getConfig().getValue("test.url", String.class))
            .getPort();
    private int clients;
    private RawHttp connection;

    /**
     * Calls an operation with a body that has no effect. Retries while the response is 503 with {@code Retry-After}:
     * after a start, data of Redis may still be being restored.
     */
    RawHttp.Answer call(ApiOperation operation, TestCaller caller) {
        String body = operation.path().startsWith("/api/users/") ? "{}" : "{";
        String rest = operation
                .body()
                .map(described -> "Content-Type: " + described.mediaType() + "\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .orElse("\r\n");
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .until(
                        () -> send(operation.method(), operation.target(VALUES), caller, rest),
                        answer -> answer.status() != 503
                                || answer.header("Retry-After").isEmpty());
    }

    /** Sends a request without a body. */
    RawHttp.Answer send(String method, String target, TestCaller caller) throws IOException {
        return send(method, target, caller, "\r\n");
    }

    private RawHttp.Answer send(String method, String target, TestCaller caller, String rest) throws IOException {
        if (connection == null) {
            connection = new RawHttp(port, PATIENCE);
        }
        String authorization = caller.authorization()
                .map(value -> "Authorization: " + value + "\r\n")
                .orElse("");
        connection.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: " + nextAddress()
                + "\r\n" + authorization + rest);
        RawHttp.Answer answer = connection.answerTo(method);
        if (answer.closes() || answer.streams()) {
            close();
        }
        return answer;
    }

    /** Each call uses a different client address, because the limit of failures of an address is not under test. */
    private String nextAddress() {
        clients++;
        return "198.18." + clients / 250 + "." + (1 + clients % 250);
    }

    @Override
    public void close() throws IOException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
