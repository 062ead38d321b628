package io.footfall.capability.jobs;

import io.footfall.platform.web.Problem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers that a queue is full: that is for its workers to mend. */
class FullQueueMapper {

    private static final int RETRY_AFTER_SECONDS = 10;

    @ServerExceptionMapper
    Response full(QueueFullException failure, HttpServerRequest request) {
        return Problem.answer(Response.Status.SERVICE_UNAVAILABLE, failure.getMessage(), request.path())
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }
}
