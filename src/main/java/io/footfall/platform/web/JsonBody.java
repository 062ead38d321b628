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
 * Reads bodies where no parameter of a resource does.
 *
 * @param <T> what they say
 */
public final class JsonBody<T> {

    private static final String JSON = "application/json";

    private final ObjectReader reader;

    /**
     * A reader.
     *
     * @param mapper how JSON is read
     * @param type what bodies say
     */
    public JsonBody(ObjectMapper mapper, Class<T> type) {
        this.reader = mapper.readerFor(type);
    }

    /**
     * Whether a request has no body, and nothing is to be waited for.
     *
     * @param request the request
     * @return whether it is empty; a chunked body may turn out to be
     */
    public static boolean isEmpty(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? !request.headers().contains(HttpHeaders.TRANSFER_ENCODING) : length.equals("0");
    }

    /**
     * Has a client send the body that it holds back, where it does ({@code Expect: 100-continue}): called by whoever reads the body, so
     * that no client sends one for a refusal.
     *
     * @param request the request
     */
    public static void askFor(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.EXPECT)) {
            request.response().writeContinue();
        }
    }

    /**
     * Whether a request has a body and says that it is JSON.
     *
     * @param request the request
     * @return whether it is to be read here
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
     * @param request the request, whose body nobody has read
     * @return what it says, null where that is null or where there is no byte; fails with Jackson's exception where it is not what is
     *     expected
     */
    public Uni<T> of(HttpServerRequest request) {
        Uni<Buffer> body = UniHelper.toUni(request.body());
        askFor(request);
        request.resume();
        return body.onItem().transformToUni(this::parse);
    }

    /**
     * Reads the body of a request that need not have one. A body of another type is refused; the type of a body without bytes means
     * nothing, since some clients name one out of habit, and send nothing in chunks.
     *
     * @param request the request, whose body nobody has read
     * @return as {@link #of}, null also where there is no body
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
