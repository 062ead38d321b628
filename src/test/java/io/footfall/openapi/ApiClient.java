package io.footfall.openapi;

import io.footfall.support.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;

/** Calls operations of the service in this JVM, one after the other on as few connections as the service leaves open. */
final class ApiClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Ids that no other test uses; nothing of these names is there. */
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

    /** Calls an operation with a body of which nothing comes; what Redis is still being told of at the start is waited for. */
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

    /** Each call comes from an address of its own: how often one address may fail is not what is tested. */
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
