package io.footfall.notifications;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Writes a stream as server-sent events, as fast as its client takes them. A Multi would do the same, but is answered with 200 before
 * it is known whether there is a stream.
 */
@Provider
@Produces(MediaType.SERVER_SENT_EVENTS)
public class StreamWriter implements ServerMessageBodyWriter<LiveStream> {

    private static final Duration COME_AGAIN_AFTER = Duration.ofSeconds(2);

    private final CurrentVertxRequest current;

    StreamWriter(CurrentVertxRequest current) {
        this.current = current;
    }

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == LiveStream.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == LiveStream.class;
    }

    @Override
    public void writeResponse(LiveStream stream, Type genericType, ServerRequestContext context) {
        ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
        request.suspend();
        ServerHttpResponse response = context.serverResponse();
        response.setChunked(true);
        response.addCloseHandler(stream::closed);
        stream.tell(new Connection(response, current.getCurrent().request(), request));
    }

    /** A stream can only be written piece by piece. */
    @Override
    public void writeTo(
            LiveStream stream,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException();
    }

    /** The client's end of a stream. */
    private record Connection(
            ServerHttpResponse response, HttpServerRequest request, ResteasyReactiveRequestContext context)
            implements LiveStream.Client {

        @Override
        public Future<Void> write(List<StreamEvent> events) {
            StringBuilder text = new StringBuilder();
            events.forEach(event -> append(event, text));
            return Future.fromCompletionStage(response.write(text.toString().getBytes(StandardCharsets.UTF_8)));
        }

        /** JSON has no line breaks of its own. */
        private static void append(StreamEvent event, StringBuilder text) {
            if (event instanceof StreamEvent.Opened opened) {
                text.append("id: ").append(opened.seq()).append("\nretry: ").append(COME_AGAIN_AFTER.toMillis());
            } else if (event instanceof StreamEvent.Told told) {
                text.append("id: ")
                        .append(told.seq())
                        .append("\nevent: notification\ndata: ")
                        .append(told.json());
            } else if (event instanceof StreamEvent.Count count) {
                text.append("event: unread-count\ndata: {\"unread\":")
                        .append(count.unread())
                        .append('}');
            } else {
                text.append(':');
            }
            text.append("\n\n");
        }

        @Override
        public void end() {
            response.end();
            context.close();
        }

        /** To close it would be to wait until everything is sent that was written. */
        @Override
        public void disconnect() {
            ((ConnectionBase) request.connection()).channelHandlerContext().close();
        }
    }
}
