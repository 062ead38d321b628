package io.footfall.capability.jobs;

import io.footfall.platform.web.Problem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Maps {@link QueueFullException} to status 503 with {@code Retry-After}: 10 seconds. The caller can only retry later:
 * the workers of the queue, or an operator who purges dead jobs, have to make room.
 */
class FullQueueMapper {

    private static final int RETRY_AFTER_SECONDS = 10;

    @ServerExceptionMapper
    Response full(QueueFullException failure, HttpServerRequest request) {
        return Problem.answer(Response.Status.SERVICE_UNAVAILABLE, failure.getMessage(), request.path())
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }
}
