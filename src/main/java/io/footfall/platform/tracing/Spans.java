package io.footfall.platform.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Creates spans for the calls that a traced request waits for. A span is created only within a traced request;
 * background work of the service creates no trace.
 *
 * <p>The tracer is static, as OpenTelemetry's own is, so that classes which make calls need no tracer parameter for a
 * feature that is rarely enabled. While tracing is disabled, each method costs one read of that field.
 */
public final class Spans {

    /** Store name of calls to Redis. */
    public static final String REDIS = "redis";

    /** Store name of statements in Postgres. */
    public static final String POSTGRES = "postgresql";

    private static final AttributeKey<String> STORE = AttributeKey.stringKey("db.system.name");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("db.operation.name");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private static volatile Tracer tracer;

    private Spans() {}

    /**
     * Enables spans.
     *
     * @param with tracer that creates the spans
     */
    public static void begin(Tracer with) {
        tracer = with;
    }

    /**
     * Wraps a call to a store in a span.
     *
     * @param store {@link #REDIS} or {@link #POSTGRES}
     * @param operation name of the command or script
     * @param call the call
     * @param <T> type of the result
     * @return the call. Within a traced request it has a span, and its result is emitted on the Vert.x context of the
     *     caller
     */
    public static <T> Uni<T> around(String store, String operation, Uni<T> call) {
        Tracer current = tracer;
        return current == null ? call : within(ofStore(current, store, operation), call);
    }

    /**
     * Wraps a call to a store in a span. The operation is named after the class that makes the call.
     *
     * @param store {@link #REDIS} or {@link #POSTGRES}
     * @param work a lambda of that class
     * @param call the call
     * @param <T> type of the result
     * @return as {@link #around(String, String, Uni)}
     */
    public static <T> Uni<T> around(String store, Object work, Uni<T> call) {
        Tracer current = tracer;
        return current == null ? call : within(ofStore(current, store, ownerOf(work)), call);
    }

    /**
     * Wraps the wait of a request for a batch in a span. The batch serves many requests; the span covers the wait of
     * this one.
     *
     * @param name name of the batch operation
     * @param call completes with this request's part of the batch
     * @param <T> type of the result
     * @return as {@link #around(String, String, Uni)}
     */
    public static <T> Uni<T> around(String name, Uni<T> call) {
        Tracer current = tracer;
        return current == null ? call : within(current.spanBuilder(name), call);
    }

    /**
     * Carries the current trace to work that runs on a Vert.x context of its own.
     *
     * @param work the work
     * @param <T> type of the result
     * @return the work, as part of the trace in which this method is called
     */
    public static <T> Supplier<Uni<T>> carried(Supplier<Uni<T>> work) {
        if (tracer == null || !isTraced()) {
            return work;
        }
        Context carried = Context.current();
        return () -> {
            // The scope is never closed, because the Vert.x context ends with the work.
            carried.makeCurrent();
            return work.get();
        };
    }

    private static boolean isTraced() {
        return Span.current().isRecording();
    }

    private static SpanBuilder ofStore(Tracer tracer, String store, String operation) {
        return tracer.spanBuilder(store + " " + operation)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(STORE, store)
                .setAttribute(OPERATION, operation);
    }

    /**
     * Runs a call within a span. The result can arrive on any context; it is emitted on the caller's context, so that
     * the following steps belong to the trace again.
     */
    private static <T> Uni<T> within(SpanBuilder builder, Uni<T> call) {
        return Uni.createFrom().deferred(() -> {
            io.vertx.core.Context caller = Vertx.currentContext();
            if (caller == null || !isTraced()) {
                return call;
            }
            Span span = builder.startSpan();
            return call.onFailure()
                    .invoke(failure -> failed(span, failure))
                    .onTermination()
                    .invoke(() -> span.end())
                    .emitOn(answer -> caller.runOnContext(unused -> answer.run()));
        });
    }

    /** Marks a span as failed. Only the class of the failure is recorded, because its message can contain any data. */
    private static void failed(Span span, Throwable failure) {
        span.setStatus(StatusCode.ERROR);
        span.setAttribute(ERROR, failure.getClass().getSimpleName());
    }

    private static String ownerOf(Object lambda) {
        String name = lambda.getClass().getName().split("\\$")[0];
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
