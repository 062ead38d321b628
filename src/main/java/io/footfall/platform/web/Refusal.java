package io.footfall.platform.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Answers a request with a problem before any resource sees it. */
public final class Refusal {

    private Refusal() {}

    /**
     * Ends a request.
     *
     * @param context the request
     * @param status HTTP status, 400 or above
     * @param title the kind of problem in words
     * @param detail what is wrong this time
     */
    public static void send(RoutingContext context, int status, String title, String detail) {
        HttpServerResponse response = context.response();
        if (status == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(JsonObject.mapFrom(Problem.of(
                                status, title, detail, context.request().path(), null))
                        .encode());
    }
}
