package io.footfall.platform.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Sends a problem as the response to a request, before the request reaches a resource. */
public final class Refusal {

    private Refusal() {}

    /**
     * Sends the problem and ends the response. Status 401 also sets {@code WWW-Authenticate}.
     *
     * @param context the request
     * @param status HTTP status, 400 or above
     * @param title the kind of problem in words
     * @param detail description of this occurrence
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
