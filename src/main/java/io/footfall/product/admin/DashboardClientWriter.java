package io.footfall.product.admin;

import io.footfall.platform.web.EventConnection;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.Clock;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Writes the response to a dashboard client as server-sent events, piece by piece. {@code StreamWriter} explains why it
 * does not use a Multi.
 */
@Provider
@Produces(MediaType.SERVER_SENT_EVENTS)
public class DashboardClientWriter implements ServerMessageBodyWriter<DashboardClient> {

    private final CurrentVertxRequest current;
    private final Clock clock;

    DashboardClientWriter(CurrentVertxRequest current, Clock clock) {
        this.current = current;
        this.clock = clock;
    }

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == DashboardClient.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == DashboardClient.class;
    }

    @Override
    public void writeResponse(DashboardClient client, Type genericType, ServerRequestContext context) {
        client.tell(EventConnection.open(context, current.getCurrent().request(), client::closed), clock.instant());
    }

    /**
     * Not supported: a stream can only be written piece by piece, by {@link #writeResponse}.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void writeTo(
            DashboardClient client,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException();
    }
}
