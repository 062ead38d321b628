package io.footfall.support;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;

/**
 * Views at a fixed rate, however long the answers take. A view whose request fails is sent again, as a client does that
 * lost the answer, to the next service, until it is answered.
 */
public final class PacedLoad implements AutoCloseable {

    private static final int TICKS_PER_SECOND = 100;
    private static final int CONNECTIONS = 128;
    private static final long PAUSE_MILLIS = 50;

    /** What became of the views of one viewer of one item. */
    private static final class Fate {
        private final AtomicInteger firstViews = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();
        private final AtomicBoolean seenAfterFailure = new AtomicBoolean();
    }

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient(new HttpClientOptions()
            .setMaxPoolSize(CONNECTIONS)
            .setMaxWaitQueueSize(-1)
            .setConnectTimeout(1_000)
            .setKeepAlive(true));
    private final List<Integer> ports;
    private final int perSecond;
    private final IntFunction<ViewLoad.View> views;
    private final double rampSeconds;
    private final Map<ViewLoad.View, Fate> fates = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> sources = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> failures = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
    private final LongAccumulator slowestFailure = new LongAccumulator(Math::max, 0);
    private volatile long timer = -1;

    /**
     * @param ports the services, in turn
     * @param perSecond views a second
     * @param rampSeconds how long the rate grows: a cold service is slow, whatever the stores do
     * @param views the views in order
     */
    public PacedLoad(List<Integer> ports, int perSecond, double rampSeconds, IntFunction<ViewLoad.View> views) {
        this.rampSeconds = rampSeconds;
        this.ports = ports;
        this.perSecond = perSecond;
        this.views = views;
    }

    public PacedLoad start() {
        long start = System.nanoTime();
        timer = vertx.setPeriodic(1_000 / TICKS_PER_SECOND, tick -> {
            long due = dueAfter(System.nanoTime() - start);
            while (next.get() < due) {
                int index = next.getAndIncrement();
                open.incrementAndGet();
                send(views.apply(index), index);
            }
        });
        return this;
    }

    private long dueAfter(long nanos) {
        double seconds = (double) nanos / TimeUnit.SECONDS.toNanos(1);
        double ramp = Math.min(seconds, rampSeconds);
        return Math.round(perSecond * (ramp * ramp / (2 * rampSeconds) + seconds - ramp));
    }

    private void send(ViewLoad.View view, int index) {
        long sent = System.nanoTime();
        client.request(
                        HttpMethod.POST,
                        ports.get(index % ports.size()),
                        "127.0.0.1",
                        "/api/stories/" + view.storyId() + "/view")
                .compose(request -> request.putHeader("Authorization", ServiceUnderTest.SERVICE)
                        .putHeader("Content-Type", "application/json")
                        .send("{\"userId\":\"" + view.userId() + "\"}")
                        .compose(
                                response -> response.body().onSuccess(body -> took(view, index, sent, response, body))))
                .onFailure(
                        failure -> failed(view, index, sent, failure.getClass().getSimpleName()));
    }

    private void took(ViewLoad.View view, int index, long sent, HttpClientResponse response, Buffer body) {
        if (response.statusCode() == 200) {
            slowest.accumulate(System.nanoTime() - sent);
            answered(view, new JsonObject(body));
        } else {
            failed(view, index, sent, String.valueOf(response.statusCode()));
        }
    }

    private void failed(ViewLoad.View view, int index, long sent, String how) {
        slowest.accumulate(System.nanoTime() - sent);
        slowestFailure.accumulate(System.nanoTime() - sent);
        failed.incrementAndGet();
        failures.computeIfAbsent(how, unused -> new AtomicLong()).incrementAndGet();
        fateOf(view).failures.incrementAndGet();
        vertx.setTimer(PAUSE_MILLIS, again -> send(view, index + 1));
    }

    private void answered(ViewLoad.View view, JsonObject answer) {
        answered.incrementAndGet();
        sources.computeIfAbsent(answer.getString("source"), unused -> new AtomicLong())
                .incrementAndGet();
        Fate fate = fateOf(view);
        if (answer.getBoolean("isFirstView")) {
            fate.firstViews.incrementAndGet();
        } else if (fate.failures.get() > 0) {
            fate.seenAfterFailure.set(true);
        }
        open.decrementAndGet();
    }

    private Fate fateOf(ViewLoad.View view) {
        return fates.computeIfAbsent(view, unused -> new Fate());
    }

    /** From here on it counts how long answers take. */
    public void forgetSlowest() {
        slowest.reset();
        slowestFailure.reset();
    }

    /** Sends no further views and waits until those that were sent are answered. */
    public void finish() {
        vertx.cancelTimer(timer);
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> open.get() == 0);
    }

    /** Views that were answered. */
    public long answered() {
        return answered.get();
    }

    /** Requests that were not answered with 200. */
    public long failed() {
        return failed.get();
    }

    /** Statuses and exceptions of requests that failed, and how often. */
    public Map<String, AtomicLong> failures() {
        return failures;
    }

    /** Viewers of items who were counted: told "first", or only ever "seen" after their first answer got lost. */
    public long viewers() {
        return firstViews() - doubles() + unclear();
    }

    /** Answers that said "first". */
    public long firstViews() {
        return fates.values().stream().mapToLong(fate -> fate.firstViews.get()).sum();
    }

    /** Viewers who were only ever told "seen", after a request of theirs had failed. */
    public long unclear() {
        return fates.values().stream()
                .filter(fate -> fate.firstViews.get() == 0 && fate.seenAfterFailure.get())
                .count();
    }

    /** Viewers of items who were told "first" more than once. */
    public long doubles() {
        return fates.values().stream()
                .mapToLong(fate -> Math.max(0, fate.firstViews.get() - 1))
                .sum();
    }

    /** Views that a store counted. */
    public long from(String source) {
        AtomicLong count = sources.get(source);
        return count == null ? 0 : count.get();
    }

    /** How long the slowest answer took, failures included. */
    public long slowestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(slowest.get());
    }

    /** How long the slowest answer took that was not 200. */
    public long slowestFailureMillis() {
        return TimeUnit.NANOSECONDS.toMillis(slowestFailure.get());
    }

    @Override
    public void close() {
        vertx.close();
    }
}
