package io.footfall.ratelimit;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.footfall.web.Problem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers requests over their limit. */
class RefusalMapper {

    private static final String TYPE = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    /** The problem of the IETF draft, with what the other problems carry. */
    record QuotaProblem(
            String type,
            String title,
            int status,
            String detail,
            String instance,
            String error,
            long retryAfter,
            @JsonProperty("violated-policies") List<String> violatedPolicies) {}

    @ServerExceptionMapper
    Response exceeded(RateLimitExceededException failure, HttpServerRequest request) {
        Decision decision = failure.decision();
        String title = failure.getMessage();
        return Response.status(Response.Status.TOO_MANY_REQUESTS)
                .type(Problem.MEDIA_TYPE)
                .entity(new QuotaProblem(
                        TYPE,
                        title,
                        Response.Status.TOO_MANY_REQUESTS.getStatusCode(),
                        "The limit is " + decision.limit() + " in a window; try again in "
                                + decision.retryAfterSeconds() + " s.",
                        request.path(),
                        title,
                        decision.retryAfterSeconds(),
                        List.of(failure.policy())))
                .build();
    }
}
