package io.footfall.platform.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** An answer of server-sent events that goes on until somebody ends it, written piece by piece. */
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
     * Begins the answer.
     *
     * @param context of a writer of bodies
     * @param request of the same
     * @param closed what to do when the client is gone
     * @return where to write to
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
     * @param events whole events, as they are written
     * @return completes when the client can take more
     */
    public Future<Void> write(String events) {
        return Future.fromCompletionStage(response.write(events.getBytes(StandardCharsets.UTF_8)));
    }

    /** There will be no more. */
    public void end() {
        response.end();
        context.close();
    }

    /** The client does not read, not even that this is the end: to close would be to wait until everything is sent. */
    public void disconnect() {
        ((ConnectionBase) request.connection()).channelHandlerContext().close();
    }
}
