package io.footfall.product.admin;

import io.footfall.platform.web.Problem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps the exception to 503 with Retry-After; a retry may reach another replica that has room. */
class TooManyDashboardClientsMapper {

    private static final int RETRY_AFTER_SECONDS = 2;

    @ServerExceptionMapper
    Response exhausted(TooManyDashboardClientsException failure, HttpServerRequest request) {
        return Problem.answer(Response.Status.SERVICE_UNAVAILABLE, failure.getMessage(), request.path())
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }
}
