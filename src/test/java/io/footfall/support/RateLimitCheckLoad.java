package io.footfall.support;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.awaitility.Awaitility;

/** Sends rate limit checks of one key to several services, round robin. */
public final class RateLimitCheckLoad implements AutoCloseable {

    private static final int CONNECTIONS = 32;
    private static final int TICK_MILLIS = 2;

    /** The response to a check; status 0 if the request failed. */
    public record Answer(
            long sentNanos,
            long millis,
            int status,
            boolean allowed,
            long remaining,
            Instant resetAt,
            boolean degraded) {}

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient(
            new HttpClientOptions().setMaxPoolSize(CONNECTIONS).setMaxWaitQueueSize(-1));
    private final List<Integer> ports;
    private final String path;
    private final String body;
    private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicLong open = new AtomicLong();

    public RateLimitCheckLoad(List<Integer> ports, String policy, String key) {
        this.ports = ports;
        this.path = "/api/rate-limits/" + policy + "/check";
        this.body = new JsonObject().put("key", key).encode();
    }

    /**
     * Sends a number of checks, on at most {@value #CONNECTIONS} connections to each service, and waits for all
     * responses.
     */
    public List<Answer> all(int many) {
        for (int i = 0; i < many; i++) {
            ask();
        }
        finish();
        return answers();
    }

    /**
     * Sends checks at given times. {@code times} maps the number of a check, counted from 0, to its time in nanoseconds
     * from now. A negative time ends the sequence.
     */
    public void paced(LongUnaryOperator times) {
        long start = System.nanoTime();
        vertx.setPeriodic(TICK_MILLIS, tick -> {
            long now = System.nanoTime() - start;
            long next = times.applyAsLong(sent.get());
            while (next >= 0 && next <= now) {
                ask();
                next = times.applyAsLong(sent.get());
            }
            if (next < 0) {
                vertx.cancelTimer(tick);
            }
        });
    }

    private void ask() {
        int number = sent.getAndIncrement();
        long start = System.nanoTime();
        open.incrementAndGet();
        client.request(HttpMethod.POST, ports.get(number % ports.size()), "127.0.0.1", path)
                .compose(request -> request.putHeader("Authorization", ServiceUnderTest.SERVICE)
                        .putHeader("Content-Type", "application/json")
                        .send(body)
                        .compose(response -> response.body()
                                .map(text -> answer(start, response.statusCode(), new JsonObject(text)))))
                .recover(failure -> Future.succeededFuture(
                        new Answer(start, millisSince(start), 0, false, 0, Instant.EPOCH, false)))
                .onComplete(done -> {
                    answers.add(done.result());
                    open.decrementAndGet();
                });
    }

    private static Answer answer(long start, int status, JsonObject body) {
        return status == 200
                ? new Answer(
                        start,
                        millisSince(start),
                        status,
                        body.getBoolean("allowed"),
                        body.getLong("remaining"),
                        body.getInstant("resetAt"),
                        body.getBoolean("degraded"))
                : new Answer(start, millisSince(start), status, false, 0, Instant.EPOCH, false);
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    public int sent() {
        return sent.get();
    }

    /** Returns a copy of the responses received so far. */
    public List<Answer> answers() {
        synchronized (answers) {
            return List.copyOf(answers);
        }
    }

    /** Waits until no check is in flight. */
    public void finish() {
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> open.get() == 0);
    }

    @Override
    public void close() {
        vertx.close();
    }
}
