package io.footfall.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.footfall.platform.postgres.PostgresFailures;
import io.footfall.platform.store.StoreUnavailableException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Maps every exception to a response with problem details. The message of an exception is sent to the caller only if
 * the exception is one of this service; messages of libraries are not sent.
 */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final int RETRY_AFTER_SECONDS = 1;

    private final ApiRoutes routes;

    ProblemMappers(ApiRoutes routes) {
        this.routes = routes;
    }

    @ServerExceptionMapper
    Response invalidInput(InvalidInputException failure, HttpServerRequest request) {
        return problem(Response.Status.BAD_REQUEST, failure.getMessage(), request, failure.field())
                .build();
    }

    @ServerExceptionMapper
    Response unknownItem(UnknownItemException failure, HttpServerRequest request) {
        return problem(Response.Status.NOT_FOUND, failure.getMessage(), request, null)
                .build();
    }

    @ServerExceptionMapper
    Response conflict(ConflictException failure, HttpServerRequest request) {
        return problem(Response.Status.CONFLICT, failure.getMessage(), request, null)
                .build();
    }

    @ServerExceptionMapper
    Response unavailable(StoreUnavailableException failure, HttpServerRequest request) {
        LOG.debug("a store is unavailable", failure);
        return problem(Response.Status.SERVICE_UNAVAILABLE, failure.getMessage(), request, null)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    Response unauthorized(SecurityException failure, HttpServerRequest request) {
        return problem(Response.Status.UNAUTHORIZED, "This takes a valid bearer token.", request, null)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException failure, HttpServerRequest request) {
        return problem(Response.Status.FORBIDDEN, "This token does not allow that.", request, null)
                .build();
    }

    // Both types are listed, because Quarkus has its own mapper for MismatchedInputException, which is more specific.
    @ServerExceptionMapper({JsonMappingException.class, MismatchedInputException.class})
    Response wrongType(JsonMappingException failure, HttpServerRequest request) {
        return badJson(failure, request);
    }

    @ServerExceptionMapper
    Response badJson(JsonProcessingException failure, HttpServerRequest request) {
        JsonProblem found = JsonProblem.of(failure);
        return problem(Response.Status.BAD_REQUEST, found.detail(), request, found.field())
                .build();
    }

    @ServerExceptionMapper
    Response webApplication(WebApplicationException failure, RoutingContext context) {
        HttpServerRequest request = context.request();
        if (failure.getCause() instanceof JsonProcessingException broken) {
            return badJson(broken, request);
        }
        Response.Status status =
                Response.Status.fromStatusCode(failure.getResponse().getStatus());
        if (status == Response.Status.NOT_FOUND || status == Response.Status.METHOD_NOT_ALLOWED) {
            return unmatched(context);
        }
        return problem(status == null ? Response.Status.BAD_REQUEST : status, detailOf(status), request, null)
                .build();
    }

    /**
     * Decides between 404 and 405. If several resource classes share a path prefix, JAX-RS reports the result of the
     * last class, which may not have the path at all.
     */
    private Response unmatched(RoutingContext context) {
        Set<String> methods = routes.methodsOf(context.normalizedPath());
        if (methods.isEmpty() || methods.contains(context.request().method().name())) {
            return problem(Response.Status.NOT_FOUND, detailOf(Response.Status.NOT_FOUND), context.request(), null)
                    .build();
        }
        Response.Status status = Response.Status.METHOD_NOT_ALLOWED;
        return problem(status, detailOf(status), context.request(), null)
                .header(HttpHeaders.ALLOW, String.join(", ", methods))
                .build();
    }

    private static String detailOf(Response.Status status) {
        return switch (status == null ? Response.Status.BAD_REQUEST : status) {
            case NOT_FOUND -> "There is nothing at this path.";
            case METHOD_NOT_ALLOWED -> "This path does not take this method.";
            case NOT_ACCEPTABLE -> "This is answered as application/json.";
            case UNSUPPORTED_MEDIA_TYPE -> "This path does not take this content type.";
            default -> "The request makes no sense here.";
        };
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure, HttpServerRequest request) {
        if (PostgresFailures.isUnavailable(failure)) {
            return unavailable(StoreUnavailableException.postgres(failure), request);
        }
        LOG.error("a request failed unexpectedly", failure);
        return problem(
                        Response.Status.INTERNAL_SERVER_ERROR,
                        "Something went wrong here, not with the request.",
                        request,
                        null)
                .build();
    }

    private static Response.ResponseBuilder problem(
            Response.Status status, String detail, HttpServerRequest request, String field) {
        return Response.status(status)
                .type(Problem.MEDIA_TYPE)
                .entity(Problem.of(status.getStatusCode(), status.getReasonPhrase(), detail, request.path(), field));
    }
}
