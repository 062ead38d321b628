package io.footfall.support;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;

/** Sends reads at a fixed rate, independent of the response times (open loop). */
public final class PacedReads implements AutoCloseable {

    private static final int TICKS_PER_SECOND = 200;
    private static final int CONNECTIONS = 256;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient(
            new HttpClientOptions().setMaxPoolSize(CONNECTIONS).setMaxWaitQueueSize(-1));
    private final int port;
    private final int perSecond;
    private final IntFunction<String> paths;
    private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong open = new AtomicLong();
    private long timer = -1;

    /**
     * Creates reads that {@link #start} begins.
     *
     * @param port the port of the service
     * @param perSecond reads per second
     * @param paths the path of each index, starting at 0
     */
    public PacedReads(int port, int perSecond, IntFunction<String> paths) {
        this.port = port;
        this.perSecond = perSecond;
        this.paths = paths;
    }

    public PacedReads start() {
        long start = System.nanoTime();
        timer = vertx.setPeriodic(1_000 / TICKS_PER_SECOND, tick -> {
            long due = perSecond * (System.nanoTime() - start) / TimeUnit.SECONDS.toNanos(1);
            while (next.get() < due) {
                send(paths.apply(next.getAndIncrement()));
            }
        });
        return this;
    }

    private void send(String path) {
        long sent = System.nanoTime();
        open.incrementAndGet();
        client.request(HttpMethod.GET, port, "127.0.0.1", path)
                .compose(request -> request.send().compose(PacedReads::answer))
                .otherwise(failure -> failure.getClass().getSimpleName())
                .onComplete(answer -> {
                    nanos.add(System.nanoTime() - sent);
                    answers.computeIfAbsent(answer.result(), unused -> new AtomicLong())
                            .incrementAndGet();
                    open.decrementAndGet();
                });
    }

    private static Future<String> answer(HttpClientResponse response) {
        return response.body().map(response.statusCode() + " " + response.getHeader("X-Cache"));
    }

    /** Waits until the given number of reads was sent. */
    public void untilSent(int many) {
        Awaitility.await().atMost(2, TimeUnit.MINUTES).until(() -> next.get() >= many);
    }

    /** Discards the measurements so far. */
    public void forget() {
        nanos.clear();
        answers.clear();
    }

    /** Sends no further reads and waits for those in flight. */
    public void finish() {
        vertx.cancelTimer(timer);
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> open.get() == 0);
    }

    /** The number of responses by status and {@code X-Cache}. */
    public Map<String, AtomicLong> answers() {
        return answers;
    }

    /** The response time in milliseconds at a quantile, given per mille. */
    public double millisOf(int perMille) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        int at = Math.min(sorted.length - 1, sorted.length * perMille / 1_000);
        return sorted[at] / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    @Override
    public void close() {
        vertx.close();
    }
}
