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
 * Begins and ends spans around what requests wait for. Only within a request that is traced: what the service does by itself begins no
 * trace.
 *
 * <p>The tracer is static, as OpenTelemetry's own is, so that whoever makes calls need not be handed one that is hardly ever
 * there. While traces are off each method costs one look at it.
 */
public final class Spans {

    /** Calls to Redis. */
    public static final String REDIS = "redis";

    /** Statements in Postgres. */
    public static final String POSTGRES = "postgresql";

    private static final AttributeKey<String> STORE = AttributeKey.stringKey("db.system.name");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("db.operation.name");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private static volatile Tracer tracer;

    private Spans() {}

    /**
     * Traces from now on.
     *
     * @param with where spans begin
     */
    public static void begin(Tracer with) {
        tracer = with;
    }

    /**
     * A call to a store.
     *
     * @param store {@link #REDIS} or {@link #POSTGRES}
     * @param operation the command or the script
     * @param call the call
     * @param <T> its answer
     * @return the call, within a span where it is made for a traced request; answered on the context that made it then
     */
    public static <T> Uni<T> around(String store, String operation, Uni<T> call) {
        Tracer current = tracer;
        return current == null ? call : within(ofStore(current, store, operation), call);
    }

    /**
     * A call to a store that has no name but that of the class which makes it.
     *
     * @param store {@link #REDIS} or {@link #POSTGRES}
     * @param work a lambda of that class
     * @param call the call
     * @param <T> its answer
     * @return as {@link #around(String, String, Uni)}
     */
    public static <T> Uni<T> around(String store, Object work, Uni<T> call) {
        Tracer current = tracer;
        return current == null ? call : within(ofStore(current, store, ownerOf(work)), call);
    }

    /**
     * Something that is done for many requests at once, of which this one waits for its part.
     *
     * @param name what is done
     * @param call waits for it
     * @param <T> its outcome
     * @return as {@link #around(String, String, Uni)}
     */
    public static <T> Uni<T> around(String name, Uni<T> call) {
        Tracer current = tracer;
        return current == null ? call : within(current.spanBuilder(name), call);
    }

    /**
     * Work that is done on a context of its own for a request.
     *
     * @param work the work
     * @param <T> its outcome
     * @return the work, as a part of the trace that this was called in
     */
    public static <T> Supplier<Uni<T>> carried(Supplier<Uni<T>> work) {
        if (tracer == null || !isTraced()) {
            return work;
        }
        Context carried = Context.current();
        return () -> {
            // Never taken off: the context ends with the work.
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

    /** Answers come on whatever context they came in on; what is done next belongs to the trace again. */
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

    /** What kind of failure it was: a message may carry anything. */
    private static void failed(Span span, Throwable failure) {
        span.setStatus(StatusCode.ERROR);
        span.setAttribute(ERROR, failure.getClass().getSimpleName());
    }

    private static String ownerOf(Object lambda) {
        String name = lambda.getClass().getName().split("\\$")[0];
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
