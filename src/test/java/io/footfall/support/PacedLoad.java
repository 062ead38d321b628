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
 * Sends views at a fixed rate, independent of the response times (open loop). A failed request is sent again to the
 * next service until it succeeds, as a client does that lost the response.
 */
public final class PacedLoad implements AutoCloseable {

    private static final int TICKS_PER_SECOND = 100;
    private static final int CONNECTIONS = 128;
    private static final long PAUSE_MILLIS = 50;

    /** The outcomes of the views of one viewer of one item. */
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
     * Creates a load that {@link #start} begins.
     *
     * @param ports the ports of the services, used round robin
     * @param perSecond views per second
     * @param rampSeconds how long the rate increases linearly from zero, in seconds: a cold service is slow, whatever
     *      the stores do
     * @param views the view of each index, starting at 0
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

    /** Resets the slowest response times. */
    public void forgetSlowest() {
        slowest.reset();
        slowestFailure.reset();
    }

    /** Sends no further views and waits until all sent views have a response. */
    public void finish() {
        vertx.cancelTimer(timer);
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> open.get() == 0);
    }

    /** The number of views that got a 200 response. */
    public long answered() {
        return answered.get();
    }

    /** The number of requests without a 200 response. */
    public long failed() {
        return failed.get();
    }

    /** How often each failure status or exception occurred. */
    public Map<String, AtomicLong> failures() {
        return failures;
    }

    /**
     * The number of pairs of viewer and item that were counted: those that got "first", and those that only got "seen"
     * after an earlier request failed.
     */
    public long viewers() {
        return firstViews() - doubles() + unclear();
    }

    /** The number of responses that said "first". */
    public long firstViews() {
        return fates.values().stream().mapToLong(fate -> fate.firstViews.get()).sum();
    }

    /** The number of pairs of viewer and item that only got "seen", after one of their requests failed. */
    public long unclear() {
        return fates.values().stream()
                .filter(fate -> fate.firstViews.get() == 0 && fate.seenAfterFailure.get())
                .count();
    }

    /** The number of surplus "first" responses: those after the first one of a pair of viewer and item. */
    public long doubles() {
        return fates.values().stream()
                .mapToLong(fate -> Math.max(0, fate.firstViews.get() - 1))
                .sum();
    }

    /** The number of views that the given source counted. */
    public long from(String source) {
        AtomicLong count = sources.get(source);
        return count == null ? 0 : count.get();
    }

    /** The slowest response time, including failures. */
    public long slowestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(slowest.get());
    }

    /** The slowest response time of a failed request. */
    public long slowestFailureMillis() {
        return TimeUnit.NANOSECONDS.toMillis(slowestFailure.get());
    }

    @Override
    public void close() {
        vertx.close();
    }
}
