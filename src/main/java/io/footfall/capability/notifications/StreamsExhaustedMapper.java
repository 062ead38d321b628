package io.footfall.capability.notifications;

import io.footfall.platform.web.Problem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps {@link StreamsExhaustedException} to 503 with {@code Retry-After}. Another replica may accept the stream. */
class StreamsExhaustedMapper {

    private static final int RETRY_AFTER_SECONDS = 2;

    @ServerExceptionMapper
    Response exhausted(StreamsExhaustedException failure, HttpServerRequest request) {
        return Problem.answer(Response.Status.SERVICE_UNAVAILABLE, failure.getMessage(), request.path())
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }
}
