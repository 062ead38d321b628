package io.footfall.support;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A trace collector that stores the spans it receives by OTLP over HTTP in protobuf. */
public final class SpanReceiver implements AutoCloseable {

    /** A span, with the resource attributes of its process. */
    public record Span(
            String trace,
            String id,
            String parent,
            String name,
            long kind,
            Map<String, String> attributes,
            Map<String, String> resource) {

        public static final long SERVER = 2;
        public static final long CLIENT = 3;
    }

    private final Vertx vertx = Vertx.vertx();
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final HttpServer server;

    public SpanReceiver() {
        server = vertx.createHttpServer()
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(request -> request.body().onSuccess(body -> {
                    spans.addAll(spansOf(body.getBytes()));
                    request.response().end();
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    public List<Span> spans() {
        return List.copyOf(spans);
    }

    public int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** The field numbers are those of opentelemetry/proto/trace/v1/trace.proto. */
    private static List<Span> spansOf(byte[] request) {
        return messages(parsed(ByteString.copyFrom(request)), 1)
                .flatMap(process -> {
                    Map<String, String> resource = messages(process, 1)
                            .findFirst()
                            .map(found -> attributes(found, 1))
                            .orElseThrow();
                    return messages(process, 2)
                            .flatMap(scope -> messages(scope, 2))
                            .map(span -> spanOf(span, resource));
                })
                .toList();
    }

    private static Span spanOf(UnknownFieldSet span, Map<String, String> resource) {
        return new Span(
                hex(span, 1),
                hex(span, 2),
                hex(span, 4),
                text(span, 5),
                span.getField(6).getVarintList().get(0),
                attributes(span, 9),
                resource);
    }

    private static Map<String, String> attributes(UnknownFieldSet of, int field) {
        return messages(of, field)
                .collect(Collectors.toMap(
                        pair -> text(pair, 1),
                        pair -> valueOf(messages(pair, 2).findFirst().orElseThrow())));
    }

    private static String valueOf(UnknownFieldSet value) {
        return value.hasField(1)
                ? text(value, 1)
                : value.getField(3).getVarintList().toString();
    }

    private static Stream<UnknownFieldSet> messages(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream().map(SpanReceiver::parsed);
    }

    private static String text(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
    }

    /** Empty if the field is missing, like the parent of a root span. */
    private static String hex(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream()
                .map(bytes -> HexFormat.of().formatHex(bytes.toByteArray()))
                .findFirst()
                .orElse("");
    }

    private static UnknownFieldSet parsed(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
