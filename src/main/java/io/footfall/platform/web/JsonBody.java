package io.footfall.platform.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.NotSupportedException;
import java.io.IOException;

/**
 * Reads a JSON request body outside of JAX-RS, or in a resource method without a body parameter.
 *
 * @param <T> type of the body
 */
public final class JsonBody<T> {

    private static final String JSON = "application/json";

    private final ObjectReader reader;

    /**
     * Creates a reader.
     *
     * @param mapper mapper that parses the JSON
     * @param type type of the body
     */
    public JsonBody(ObjectMapper mapper, Class<T> type) {
        this.reader = mapper.readerFor(type);
    }

    /**
     * Whether a request has no body, so that its handler need not wait for one. Only the headers are checked.
     *
     * @param request the request
     * @return true without a body, or with {@code Content-Length: 0}; false for a chunked body, even if it contains no
     *     bytes
     */
    public static boolean isEmpty(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? !request.headers().contains(HttpHeaders.TRANSFER_ENCODING) : length.equals("0");
    }

    /**
     * Sends {@code 100 Continue} if the client waits for it before it sends the body ({@code Expect: 100-continue}).
     * Code that reads a body calls this. Thus no client sends a body for a request that is refused before its body is
     * read.
     *
     * @param request the request
     */
    public static void askFor(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.EXPECT)) {
            request.response().writeContinue();
        }
    }

    /**
     * Whether a request has a body with the content type {@code application/json}.
     *
     * @param request the request
     * @return true for a JSON body; false also for an empty body, see {@link #isEmpty}
     */
    public static boolean isJson(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && isJson(type) && !isEmpty(request);
    }

    private static boolean isJson(String type) {
        return type.startsWith(JSON) && (type.length() == JSON.length() || type.charAt(JSON.length()) == ';');
    }

    /**
     * Reads the body of a request.
     *
     * @param request the request, whose body is not read yet
     * @return the parsed body; null if the body is the JSON value {@code null} or has no bytes; fails with Jackson's
     *     exception if the body is not valid JSON of the expected type
     */
    public Uni<T> of(HttpServerRequest request) {
        Uni<Buffer> body = UniHelper.toUni(request.body());
        askFor(request);
        request.resume();
        return body.onItem().transformToUni(this::parse);
    }

    /**
     * Reads the body of a request in which the body is optional. A body with another content type is refused with 415.
     * The content type of a request without body bytes is ignored, because some clients always set one, and some send
     * an empty chunked body.
     *
     * @param request the request, whose body is not read yet
     * @return as {@link #of}; null also if there is no body
     */
    public Uni<T> ofOptional(HttpServerRequest request) {
        if (isEmpty(request)) {
            return Uni.createFrom().nullItem();
        }
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || isJson(type)) {
            return of(request);
        }
        if (request.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            return Uni.createFrom().failure(new NotSupportedException());
        }
        Uni<Buffer> body = UniHelper.toUni(request.body());
        askFor(request);
        request.resume();
        return body.onItem()
                .transformToUni(read -> read.length() == 0
                        ? Uni.createFrom().nullItem()
                        : Uni.createFrom().failure(new NotSupportedException()));
    }

    private Uni<T> parse(Buffer body) {
        if (body.length() == 0) {
            return Uni.createFrom().nullItem();
        }
        try {
            return Uni.createFrom().item(reader.<T>readValue(body.getBytes()));
        } catch (IOException failure) {
            return Uni.createFrom().failure(failure);
        }
    }
}
