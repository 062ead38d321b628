package io.footfall.platform.web;

import io.footfall.platform.tracing.Spans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Creates one span for each request, if tracing is enabled. The span continues the caller's trace if the request has
 * the header {@code traceparent}. It records the operation and the status, but nothing that identifies the caller or
 * the requested item.
 */
@Singleton
class RequestSpans {

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final int BEFORE_OTHERS = 100_000;
    private static final int SERVER_ERROR = 500;

    private static final TextMapGetter<HttpServerRequest> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpServerRequest request) {
            return request.headers().names();
        }

        @Override
        public String get(HttpServerRequest request, String name) {
            return request == null ? null : request.getHeader(name);
        }
    };

    private final boolean isOff;
    private final OpenTelemetry telemetry;
    private final RequestLabels labels;

    RequestSpans(
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean isOff,
            OpenTelemetry telemetry,
            RequestLabels labels) {
        this.isOff = isOff;
        this.telemetry = telemetry;
        this.labels = labels;
    }

    void register(@Observes Filters filters) {
        if (!isOff) {
            Tracer tracer = telemetry.getTracer("io.footfall");
            Spans.begin(tracer);
            filters.register(request -> trace(tracer, request), BEFORE_OTHERS);
        }
    }

    private void trace(Tracer tracer, RoutingContext routing) {
        HttpServerRequest request = routing.request();
        String method = RequestLabels.ofMethod(request.method().name());
        String route = labels.ofPath(request.path());
        Context caller = telemetry.getPropagators().getTextMapPropagator().extract(Context.root(), request, HEADERS);
        Span span = tracer.spanBuilder(method + " " + route)
                .setParent(caller)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute(METHOD, method)
                .setAttribute(ROUTE, route)
                .startSpan();
        Scope scope = caller.with(span).makeCurrent();
        routing.addEndHandler(ended -> {
            end(span, routing.response().getStatusCode());
            scope.close();
        });
        routing.next();
    }

    private static void end(Span span, int status) {
        span.setAttribute(STATUS, status);
        if (status >= SERVER_ERROR) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
