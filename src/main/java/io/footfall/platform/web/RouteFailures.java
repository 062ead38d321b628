package io.footfall.platform.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Answers with a problem if a route that is not a resource fails, such as a route that serves files. Quarkus would
 * answer with an HTML page. If the response has already begun, closes the connection.
 */
@Singleton
class RouteFailures {

    private static final Logger LOG = Logger.getLogger(RouteFailures.class);
    private static final int BEFORE_QUARKUS = 1_000_000;
    private static final int FIRST_ERROR = 400;
    private static final int SERVER_ERROR = 500;

    void register(@Observes Router router) {
        router.route().order(BEFORE_QUARKUS).failureHandler(this::answer);
    }

    private void answer(RoutingContext request) {
        int status = request.statusCode() < FIRST_ERROR ? SERVER_ERROR : request.statusCode();
        if (status >= SERVER_ERROR && request.failure() != null) {
            LOG.error("a request failed outside of the resources", request.failure());
        }
        if (!request.response().headWritten()) {
            String title = HttpResponseStatus.valueOf(status).reasonPhrase();
            Refusal.send(request, status, title, detailOf(status));
        } else if (!request.response().ended()) {
            request.request().connection().close();
        }
    }

    private static String detailOf(int status) {
        return status >= SERVER_ERROR
                ? "Something went wrong here, not with the request."
                : "The request makes no sense here.";
    }
}
