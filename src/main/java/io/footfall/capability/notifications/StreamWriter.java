package io.footfall.capability.notifications;

import io.footfall.platform.web.EventConnection;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.Future;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Writes a stream as server-sent events, as fast as the client accepts them. A {@code Multi} is not used, because
 * Quarkus responds to it with 200 before it is known whether the stream can be opened.
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
        stream.tell(new Connection(
                EventConnection.open(context, current.getCurrent().request(), stream::closed)));
    }

    /** Not supported. A stream is written event by event in {@link #writeResponse}. */
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

    /** The connection to the client of a stream. */
    private record Connection(EventConnection connection) implements LiveStream.Client {

        @Override
        public Future<Void> write(List<StreamEvent> events) {
            StringBuilder text = new StringBuilder();
            events.forEach(event -> append(event, text));
            return connection.write(text.toString());
        }

        /**
         * Appends an event in the server-sent events format. The JSON contains no line breaks, so one data line is
         * enough.
         */
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
            connection.end();
        }

        @Override
        public void disconnect() {
            connection.disconnect();
        }
    }
}
