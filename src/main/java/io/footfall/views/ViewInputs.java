package io.footfall.views;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.io.IOException;

/**
 * Reads who a service says views. Most views come without a body, and are not made to wait for one: that would cost
 * each of them another turn of the event loop.
 */
@Singleton
class ViewInputs {

    private static final Uni<ViewInput> NOBODY_NAMED = Uni.createFrom().item(ViewInput.NONE);

    private final ObjectReader json;

    ViewInputs(ObjectMapper mapper) {
        this.json = mapper.readerFor(ViewInput.class);
    }

    /** Whether a request says {@link ViewInput#NONE}, as most do: there is no body to wait for. */
    static boolean isNone(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null || length.equals("0");
    }

    /**
     * Reads the body of a request.
     *
     * @return what it says; fails with Jackson's exception where it is not what is expected
     */
    Uni<ViewInput> of(HttpServerRequest request) {
        if (isNone(request)) {
            return NOBODY_NAMED;
        }
        Uni<Buffer> body = Uni.createFrom().completionStage(request.body().toCompletionStage());
        request.resume();
        return body.chain(this::parse);
    }

    private Uni<ViewInput> parse(Buffer body) {
        try {
            ViewInput input = json.readValue(body.getBytes());
            return input == null ? NOBODY_NAMED : Uni.createFrom().item(input);
        } catch (IOException e) {
            return Uni.createFrom().failure(e);
        }
    }
}
