package io.footfall.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/**
 * Calls the service in this JVM with the JDK's HTTP client, for tests that send thousands of requests. A call costs a
 * fraction of one through REST Assured.
 */
public final class HttpCalls {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private HttpCalls() {}

    /** A response. */
    public record Answer(int status, String contentType, String body) {

        /** The field that a problem document names, or null. */
        public String field() {
            try {
                return MAPPER.readTree(body).path("field").asText(null);
            } catch (JsonProcessingException e) {
                return null;
            }
        }

        @Override
        public String toString() {
            return status + " " + body;
        }
    }

    /**
     * Sends a request.
     *
     * @param target path and query, percent-encoded
     * @param body JSON; empty for no body
     */
    public static Answer send(String method, String target, String authorization, byte[] body) {
        return send(method, target, Map.of("Authorization", authorization), body);
    }

    /** Sends a request with these headers. A body is sent as JSON unless the headers contain a {@code Content-Type}. */
    public static Answer send(String method, String target, Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(root() + target)).timeout(PATIENCE);
        headers.forEach(request::header);
        if (body.length > 0 && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                method,
                body.length > 0 ? HttpRequest.BodyPublishers.ofByteArray(body) : HttpRequest.BodyPublishers.noBody());
        try {
            HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(""),
                    answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + target, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String root() {
        // The configuration is not read here: threads of the common pool have a class loader that cannot read it.
        return "http://localhost:" + RestAssured.port;
    }
}
