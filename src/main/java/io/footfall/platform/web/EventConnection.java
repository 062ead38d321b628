package io.footfall.platform.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * An open response of server-sent events. Events are written one piece at a time, until the service ends the response
 * or the client disconnects.
 */
public final class EventConnection {

    private final ServerHttpResponse response;
    private final HttpServerRequest request;
    private final ResteasyReactiveRequestContext context;

    private EventConnection(
            ServerHttpResponse response, HttpServerRequest request, ResteasyReactiveRequestContext context) {
        this.response = response;
        this.request = request;
        this.context = context;
    }

    /**
     * Begins the response. Suspends JAX-RS processing of the request, so that the response stays open.
     *
     * @param context context that JAX-RS passes to a message body writer
     * @param request the request of that context
     * @param closed runs when the connection is closed
     * @return the open response
     */
    public static EventConnection open(ServerRequestContext context, HttpServerRequest request, Runnable closed) {
        ResteasyReactiveRequestContext suspended = (ResteasyReactiveRequestContext) context;
        suspended.suspend();
        ServerHttpResponse response = context.serverResponse();
        response.setChunked(true);
        response.addCloseHandler(closed);
        return new EventConnection(response, request, suspended);
    }

    /**
     * Sends events.
     *
     * @param events one or more complete events in the format of {@code text/event-stream}
     * @return completes when the client can receive more
     */
    public Future<Void> write(String events) {
        return Future.fromCompletionStage(response.write(events.getBytes(StandardCharsets.UTF_8)));
    }

    /** Ends the response normally, after all events are sent. */
    public void end() {
        response.end();
        context.close();
    }

    /**
     * Closes the connection at once, for a client that does not read. Data that is not yet sent is discarded: an
     * ordinary close waits until all data is sent, which such a client never lets happen.
     */
    public void disconnect() {
        ((ConnectionBase) request.connection()).channelHandlerContext().close();
    }
}
