package io.footfall.support;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * Sends views on many connections. Each view is sent again after a short pause until it gets a 200 response, as a
 * client does that lost the response.
 */
public final class ViewLoad implements AutoCloseable {

    private static final int CONNECTIONS = 64;
    private static final long PAUSE_MILLIS = 20;

    /** A view to send. */
    public record View(String storyId, String userId) {}

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client;
    private final int port;
    private final IntFunction<View> views;
    private final int count;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger(CONNECTIONS);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final Set<View> first = ConcurrentHashMap.newKeySet();
    private final AtomicLong unclear = new AtomicLong();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    public ViewLoad(int port, int count, IntFunction<View> views) {
        this.port = port;
        this.count = count;
        this.views = views;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS)
                .setConnectTimeout(1_000)
                .setIdleTimeout(10)
                .setKeepAlive(true));
    }

    public CompletableFuture<Void> start() {
        for (int i = 0; i < CONNECTIONS; i++) {
            vertx.runOnContext(unused -> sendNext());
        }
        return done;
    }

    private void sendNext() {
        int index = next.getAndIncrement();
        if (index < count) {
            send(views.apply(index), false);
        } else if (running.decrementAndGet() == 0) {
            done.complete(null);
        }
    }

    private void send(View view, boolean answerWasLost) {
        client.request(HttpMethod.POST, port, "127.0.0.1", "/api/stories/" + view.storyId() + "/view")
                .compose(request -> answerTo(request, view))
                .compose(ViewLoad::body)
                .onSuccess(body -> answered(view, body, answerWasLost))
                .onFailure(failure -> vertx.setTimer(PAUSE_MILLIS, timer -> send(view, true)));
    }

    private Future<HttpClientResponse> answerTo(HttpClientRequest request, View view) {
        Future<HttpClientResponse> answer = request.putHeader("Authorization", ServiceUnderTest.SERVICE)
                .putHeader("Content-Type", "application/json")
                .send("{\"userId\":\"" + view.userId() + "\"}");
        sent.incrementAndGet();
        return answer;
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        return response.body()
                .compose(body -> response.statusCode() == 200
                        ? Future.succeededFuture(body)
                        : Future.failedFuture("status " + response.statusCode()));
    }

    private void answered(View view, Buffer body, boolean answerWasLost) {
        answered.incrementAndGet();
        if (new JsonObject(body).getBoolean("isFirstView")) {
            first.add(view);
        } else if (answerWasLost) {
            unclear.incrementAndGet();
        }
        sendNext();
    }

    /** The number of requests, including repeated ones. */
    public long sent() {
        return sent.get();
    }

    /** The number of views that got a 200 response. */
    public long answered() {
        return answered.get();
    }

    /** The number of distinct pairs of viewer and story that got "first". */
    public long firstViews() {
        return first.size();
    }

    /**
     * The number of views whose first response was lost and whose next one said "seen": the lost one may have said
     * "first".
     */
    public long unclear() {
        return unclear.get();
    }

    @Override
    public void close() {
        vertx.close();
    }
}
