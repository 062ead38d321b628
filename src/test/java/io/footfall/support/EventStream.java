package io.footfall.support;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A client of server-sent events on one connection. */
public final class EventStream implements AutoCloseable {

    /** A received block. A comment block has an empty name and no id. */
    public record Event(String id, String name, String data, long nanos) {

        public long seq() {
            return Long.parseLong(id);
        }
    }

    private static final String NOTIFICATIONS = "/api/notifications/stream";

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final String path;
    private final Consumer<Event> listener;
    private final StringBuilder unread = new StringBuilder();
    private volatile HttpClientRequest request;
    private volatile HttpClientResponse response;
    private volatile String body = "";
    private volatile String lastEventId;
    private volatile boolean over;

    private EventStream(String path, String lastEventId, Consumer<Event> listener) {
        this.path = path;
        this.lastEventId = lastEventId;
        this.listener = listener;
    }

    /** Opens a stream of notifications that stores its events. */
    public static EventStream open(HttpClient client, int port, String authorization, String lastEventId) {
        EventStream stream = new EventStream(NOTIFICATIONS, lastEventId, null);
        stream.connect(client, port, authorization);
        return stream;
    }

    /** Opens a stream of notifications that passes each event to a listener and does not store it. */
    public static EventStream open(
            HttpClient client, int port, String authorization, String lastEventId, Consumer<Event> listener) {
        EventStream stream = new EventStream(NOTIFICATIONS, lastEventId, listener);
        stream.connect(client, port, authorization);
        return stream;
    }

    /** Opens the stream at a path, for streams other than notifications. It stores its events. */
    public static EventStream of(String path, HttpClient client, int port, String authorization) {
        EventStream stream = new EventStream(path, null, null);
        stream.connect(client, port, authorization);
        return stream;
    }

    private void connect(HttpClient client, int port, String authorization) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(path)
                .putHeader("Accept", "text/event-stream")
                .putHeader("Authorization", authorization);
        if (lastEventId != null) {
            options.putHeader("Last-Event-ID", lastEventId);
        }
        // The response handler is registered before the request is sent, because bytes that arrive without a handler
        // are lost.
        client.request(options)
                .onSuccess(opened -> {
                    request = opened;
                    opened.response().onSuccess(this::answered).onFailure(failure -> over = true);
                    opened.end();
                })
                .onFailure(failure -> over = true);
    }

    private void answered(HttpClientResponse answer) {
        answer.exceptionHandler(failure -> over = true);
        answer.endHandler(ended -> over = true);
        if (answer.statusCode() == 200) {
            answer.handler(this::read);
        } else {
            answer.handler(text -> body += text);
        }
        response = answer;
    }

    private void read(Buffer bytes) {
        unread.append(bytes);
        int end = unread.indexOf("\n\n");
        while (end >= 0) {
            take(unread.substring(0, end));
            unread.delete(0, end + 2);
            end = unread.indexOf("\n\n");
        }
    }

    private void take(String block) {
        String id = null;
        String name = "";
        List<String> data = new ArrayList<>();
        for (String line : block.split("\n")) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).stripLeading();
            switch (line.substring(0, Math.max(0, colon))) {
                case "id" -> id = value;
                case "event" -> name = value;
                case "data" -> data.add(value);
                default -> {}
            }
        }
        if (id != null) {
            lastEventId = id;
        }
        Event event = new Event(id, name, String.join("\n", data), System.nanoTime());
        if (listener == null) {
            events.add(event);
        } else {
            listener.accept(event);
        }
    }

    public List<Event> events() {
        return events;
    }

    public List<Event> events(String name) {
        return events.stream().filter(event -> event.name().equals(name)).toList();
    }

    /** The value that a client sends as {@code Last-Event-ID} when it reconnects. */
    public String lastEventId() {
        return lastEventId;
    }

    /** The status of the response, 0 before it arrives. */
    public int status() {
        return response == null ? 0 : response.statusCode();
    }

    public String header(String name) {
        return response.getHeader(name);
    }

    public String body() {
        return body;
    }

    public boolean isOver() {
        return over;
    }

    /** Stops reading without closing the connection: a stalled client. */
    public void fallAsleep() {
        response.pause();
    }

    /** The client's port of the connection. */
    public int localPort() {
        return request.connection().localAddress().port();
    }

    /** Closes the connection. */
    @Override
    public void close() {
        over = true;
        if (request != null) {
            request.connection().close();
        }
    }
}
