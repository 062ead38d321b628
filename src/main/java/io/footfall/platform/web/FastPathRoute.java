package io.footfall.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** The route that handles requests of {@link FastPaths}. It runs after all filters and before any resource. */
@Singleton
class FastPathRoute {

    private static final int BEFORE_RESOURCES = 1;
    private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("Content-Type");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json;charset=UTF-8");
    private static final String FAILURE = FastPathRoute.class.getName();

    private final ObjectWriter json;

    FastPathRoute(ObjectMapper mapper) {
        this.json = mapper.writer();
    }

    void register(@Observes Router router, Event<FastPaths> offered) {
        FastPaths collected = new FastPaths();
        offered.fire(collected);
        List<FastPath> paths = collected.all();
        router.post().order(BEFORE_RESOURCES).handler(request -> handle(paths, request));
    }

    private void handle(List<FastPath> paths, RoutingContext request) {
        for (FastPath path : paths) {
            String id = path.idOf(request.request());
            if (id != null && takesJson(request.request()) && path.isPlain().test(request)) {
                answer(path, id, request);
                return;
            }
        }
        request.next();
    }

    private static boolean takesJson(HttpServerRequest request) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        return accepted == null || accepted.equals("*/*") || accepted.equals("application/json");
    }

    /**
     * Runs the action. The result may arrive on any thread; the response is written, or the failure is passed on, on
     * the Vert.x context of the request.
     */
    private void answer(FastPath path, String id, RoutingContext request) {
        Context context = ((HttpServerRequestInternal) request.request()).context();
        // Set before the action begins, so that metrics also have the label of a request whose client disconnects
        // before the response.
        context.putLocal(RequestLabels.TEMPLATE, path.template());
        ContextInternal home = (ContextInternal) context;
        answerOf(path, id, request)
                .subscribe()
                .with(
                        answer -> home.emit(answer, body -> send(body, request)),
                        failure -> home.emit(failure, cause -> handOn(cause, request)));
    }

    private static Uni<?> answerOf(FastPath path, String id, RoutingContext request) {
        try {
            return path.action().apply(id, request);
        } catch (RuntimeException failure) {
            return Uni.createFrom().failure(failure);
        }
    }

    private void send(Object answer, RoutingContext request) {
        try {
            Buffer body = Buffer.buffer(json.writeValueAsBytes(answer));
            if (answer instanceof HasStatus known) {
                request.response().setStatusCode(known.status());
            }
            request.response().putHeader(CONTENT_TYPE, JSON).end(body);
        } catch (JsonProcessingException failure) {
            handOn(failure, request);
        }
    }

    /** Passes a failure to the resource method of the same path, whose exception mappers turn it into a response. */
    private static void handOn(Throwable failure, RoutingContext request) {
        if (!request.response().closed()) {
            request.put(FAILURE, failure);
            request.next();
        }
    }

    /**
     * Throws the failure of a fast path within JAX-RS, so that it gets the same response as a failure of the resource
     * method. Runs before resource methods with {@link HasFastPath}; does nothing for other requests to them.
     */
    @HasFastPath
    @ServerRequestFilter
    void fail(RoutingContext request) throws Throwable {
        Throwable failure = request.get(FAILURE);
        if (failure != null) {
            throw failure;
        }
    }
}
