package io.footfall.support;

import io.restassured.RestAssured;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A {@link RawHttp} for tests that check one response after another. The end of the connection is returned as a
 * response too.
 */
public final class HttpConnection implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RawHttp http;

    private HttpConnection(int port) {
        this.http = unchecked(() -> new RawHttp(port, PATIENCE));
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** A response, or the end of the connection if it is empty. */
    public record Answer(Optional<RawHttp.Answer> http) {

        public boolean isEnd() {
            return http.isEmpty();
        }

        public int status() {
            return http.map(RawHttp.Answer::status).orElse(0);
        }

        /** Returns a header, or an empty string. */
        public String header(String name) {
            return http.map(answer -> answer.header(name)).orElse("");
        }

        public boolean saysClose() {
            return http.map(RawHttp.Answer::closes).orElse(false);
        }

        public String body() {
            return http.map(RawHttp.Answer::text).orElse("");
        }

        public JsonObject json() {
            return new JsonObject(body());
        }
    }

    /** Connects to the application under test. */
    public static HttpConnection open() {
        return open(RestAssured.port);
    }

    public static HttpConnection open(int port) {
        return new HttpConnection(port);
    }

    /**
     * Sends bytes, one for each character. If the service has already closed the connection, the send does not fail;
     * the next read reports it.
     */
    public HttpConnection send(String bytes) {
        try {
            unchecked(() -> http.send(bytes));
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof SocketException)) {
                throw e;
            }
        }
        return this;
    }

    public HttpConnection send(byte[] bytes) {
        return send(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** Sends a valid request without a body. */
    public HttpConnection get(String target) {
        return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /** Reads the next response, including interim ones. */
    public Answer read() {
        try {
            return new Answer(unchecked(() -> http.nextOf("GET")));
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof SocketException) {
                return new Answer(Optional.empty());
            }
            throw e;
        }
    }

    /** Reads the next response to HEAD, which has no body. */
    public Answer readHead() {
        return new Answer(unchecked(() -> http.nextOf("HEAD")));
    }

    /** Whether the service closes the connection without another response. */
    public boolean isEnded() {
        return read().isEnd();
    }

    public boolean hasAnswer() {
        return unchecked(http::hasAnswer);
    }

    /**
     * Reads up to {@code count} bytes of a body as they were sent, fewer if the connection ends. Returns their number.
     */
    public int bytes(int count) {
        return unchecked(() -> http.bytes(count));
    }

    @Override
    public void close() {
        unchecked(() -> {
            http.close();
            return null;
        });
    }

    private static <T> T unchecked(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
