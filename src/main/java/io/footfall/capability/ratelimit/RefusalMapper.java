package io.footfall.capability.ratelimit;

import io.footfall.platform.web.Problem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps {@link RateLimitExceededException} to status 429 with the problem type of the IETF draft. */
class RefusalMapper {

    private static final String TYPE = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    @ServerExceptionMapper
    Response exceeded(RateLimitExceededException failure, HttpServerRequest request) {
        Decision decision = failure.decision();
        String title = failure.getMessage();
        return Response.status(Response.Status.TOO_MANY_REQUESTS)
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.RETRY_AFTER, decision.retryAfterSeconds())
                .entity(new Problem(
                        TYPE,
                        title,
                        Response.Status.TOO_MANY_REQUESTS.getStatusCode(),
                        "The limit is " + decision.limit() + " in a window; try again in "
                                + decision.retryAfterSeconds() + " s.",
                        request.path(),
                        title,
                        null,
                        decision.retryAfterSeconds(),
                        List.of(failure.policy())))
                .build();
    }
}
