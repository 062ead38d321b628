package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.EventStream;
import io.footfall.support.EventStream.Event;
import io.footfall.support.PackagedService;
import io.footfall.support.ParallelTasks;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.TcpProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Live notifications of two packaged services. {@code -Dfootfall.measured=true} measures the delay of their delivery.
 */
@Isolated("two thousand streams leave little of two processors to others")
class NotificationsIT {

    private static final int STREAMS = 2_000;
    private static final int PER_SECOND = 200;
    private static final int SECONDS = 5;
    private static final int OPENED_AT_ONCE = 50;
    private static final int CREATED = 201;

    private static final RedisProcess REDIS = RedisProcess.withoutMemory();
    private static final PostgresProcess POSTGRES = new PostgresProcess();
    private static final List<PackagedService> SERVICES = new ArrayList<>();
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient HTTP = VERTX.createHttpClient(
            new HttpClientOptions().setMaxPoolSize(STREAMS + 100).setMaxWaitQueueSize(-1));

    private final List<EventStream> streams = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger created = new AtomicInteger();
    private final Map<Integer, AtomicInteger> refused = new ConcurrentHashMap<>();

    @BeforeAll
    static void start() {
        REDIS.start();
        POSTGRES.start();
        Map<String, String> settings = new HashMap<>();
        settings.put("REDIS_URL", REDIS.url());
        settings.put("DATABASE_URL", POSTGRES.url());
        settings.put("NOTIFICATION_RATE_LIMIT_ENABLED", "false");
        for (int i = 0; i < 2; i++) {
            SERVICES.add(new PackagedService(settings).patient().measured());
        }
        ParallelTasks.forEach(SERVICES, PackagedService::start);
    }

    @AfterAll
    static void stop() {
        SERVICES.forEach(PackagedService::close);
        POSTGRES.close();
        REDIS.close();
        VERTX.close();
    }

    @AfterEach
    void closeStreams() {
        streams.forEach(EventStream::close);
    }

    private static void until(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    private static String newUser() {
        return UUID.randomUUID().toString();
    }

    private static int port(int replica) {
        return SERVICES.get(replica).port();
    }

    /**
     * Creates a notification through a replica. It contains its creation time, so that a subscriber can compute the
     * delay.
     */
    private Future<Void> create(int replica, String user) {
        String body = new JsonObject()
                .put("userId", user)
                .put("type", "comment")
                .put("title", "Look at this")
                .put("data", new JsonObject().put("sent", System.nanoTime()))
                .encode();
        asked.incrementAndGet();
        return HTTP.request(HttpMethod.POST, port(replica), "127.0.0.1", "/api/notifications")
                .compose(request -> request.putHeader("Authorization", ServiceUnderTest.SERVICE)
                        .putHeader("Content-Type", "application/json")
                        .send(body)
                        .compose(response -> response.body().map(response.statusCode())))
                .otherwise(0)
                .map(status -> {
                    (status == CREATED ? created : refused.computeIfAbsent(status, unused -> new AtomicInteger()))
                            .incrementAndGet();
                    return null;
                });
    }

    private boolean isAnswered() {
        return created.get()
                        + refused.values().stream().mapToInt(AtomicInteger::get).sum()
                == asked.get();
    }

    private static double millis(Event event) {
        long sent = new JsonObject(event.data()).getJsonObject("data").getLong("sent");
        return (event.nanos() - sent) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    private static double quantile(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static List<Long> seqs(List<Event> events) {
        return events.stream().map(Event::seq).toList();
    }

    @Test
    void twoThousandStreamsAreToldEverything() throws IOException, InterruptedException {
        if (PackagedService.isMeasured()) {
            warmUp();
        }
        List<String> users = new ArrayList<>();
        Map<String, Queue<Event>> told = new ConcurrentHashMap<>();
        List<PackagedService.Memory> before = memory();
        for (int i = 0; i < STREAMS; i++) {
            String user = newUser();
            Queue<Event> events = new ConcurrentLinkedQueue<>();
            users.add(user);
            told.put(user, events);
            streams.add(EventStream.open(HTTP, port(i % 2), ServiceUnderTest.reader(user), null, event -> {
                if (event.name().equals("notification")) {
                    events.add(event);
                }
            }));
            if (streams.size() % OPENED_AT_ONCE == 0) {
                until(() -> begun() == streams.size());
            }
        }
        List<PackagedService.Memory> after = memory();

        Random random = new Random(6);
        int all = PER_SECOND * SECONDS;
        paced(all, i -> {
            int number = random.nextInt(STREAMS);
            // Creates it through the replica to which the user is not connected.
            create((number + 1) % 2, users.get(number));
        });
        until(this::isAnswered);
        until(() -> told.values().stream().mapToInt(Queue::size).sum() >= created.get());

        List<Double> millis = told.values().stream()
                .flatMap(Queue::stream)
                .map(NotificationsIT::millis)
                .sorted()
                .toList();
        System.out.printf(
                "notifications: %d told to %d streams of 2 replicas at %d/s, through the other replica: median %.1f ms,"
                        + " p99 %.1f ms, slowest %.1f ms%n",
                millis.size(), STREAMS, PER_SECOND, quantile(millis, 0.5), quantile(millis, 0.99), quantile(millis, 1));
        for (int i = 0; i < 2; i++) {
            System.out.printf(
                    "memory of replica %d: heap %.1f -> %.1f MiB, resident %.0f -> %.0f MiB; %.1f KiB of heap a stream%n",
                    i + 1,
                    mebibytes(before.get(i).heap()),
                    mebibytes(after.get(i).heap()),
                    mebibytes(before.get(i).resident()),
                    mebibytes(after.get(i).resident()),
                    (after.get(i).heap() - before.get(i).heap()) / 1024.0 / STREAMS * 2);
        }
        assertThat(refused).isEmpty();
        assertThat(millis).hasSize(all);
        assertThat(told).allSatisfy((user, events) -> assertThat(seqs(List.copyOf(events)))
                .isEqualTo(upTo(events.size())));
        assertThat(streams).noneMatch(EventStream::isOver);
        if (PackagedService.isMeasured()) {
            assertThat(quantile(millis, 0.5)).isLessThan(100);
            assertThat(quantile(millis, 0.99)).isLessThan(1_000);
        }
    }

    /** Warms up the JVMs. Code that runs for the first time is slow, which is not what the test measures. */
    private void warmUp() {
        List<String> users = List.of(newUser(), newUser());
        for (int i = 0; i < 2; i++) {
            streams.add(EventStream.open(HTTP, port(i), ServiceUnderTest.reader(users.get(i)), null));
        }
        until(() -> begun() == 2);
        for (int i = 0; i < 32; i++) {
            createOneByOne(users.get(i % 2), 100);
        }
        until(() -> told().equals(List.of(1_600, 1_600)));
        streams.forEach(EventStream::close);
        streams.clear();
        created.set(0);
        asked.set(0);
    }

    private int begun() {
        return (int)
                streams.stream().filter(stream -> stream.lastEventId() != null).count();
    }

    private static List<PackagedService.Memory> memory() throws IOException, InterruptedException {
        return List.of(SERVICES.get(0).memory(), SERVICES.get(1).memory());
    }

    private static double mebibytes(long bytes) {
        return bytes / 1024.0 / 1024;
    }

    /** Runs an action {@code times} times, at {@value #PER_SECOND} per second. */
    private static void paced(int times, IntConsumer what) {
        AtomicInteger done = new AtomicInteger();
        long start = System.nanoTime();
        long timer = VERTX.setPeriodic(5, tick -> {
            long due = Math.min(times, PER_SECOND * (System.nanoTime() - start) / TimeUnit.SECONDS.toNanos(1));
            while (done.get() < due) {
                what.accept(done.getAndIncrement());
            }
        });
        until(() -> done.get() == times);
        VERTX.cancelTimer(timer);
    }

    @Test
    void aClientThatLosesItsConnectionSeesEachOnce() {
        String user = newUser();
        Random random = new Random(20);
        List<Event> seen = new ArrayList<>();
        int lost = 0;
        try (TcpProxy first = new TcpProxy(port(0));
                TcpProxy second = new TcpProxy(port(1))) {
            List<TcpProxy> ways = List.of(first, second);
            String last = null;
            EventStream stream = EventStream.open(HTTP, first.port(), ServiceUnderTest.reader(user), null);
            EventStream begun = stream;
            until(() -> begun.lastEventId() != null);
            VERTX.setTimer(1, now -> createOneByOne(user, 1_000));

            while (lost < 20) {
                EventStream current = stream;
                int goal = 1 + random.nextInt(40);
                until(() -> current.events("notification").size() >= goal || created.get() == 1_000);
                TcpProxy way = ways.get(lost % 2);
                way.begin(TcpProxy.Fault.CUT);
                until(current::isOver);
                seen.addAll(current.events("notification"));
                last = current.lastEventId();
                way.heal();
                lost++;
                stream = EventStream.open(HTTP, ways.get(lost % 2).port(), ServiceUnderTest.reader(user), last);
            }
            EventStream end = stream;
            streams.add(end);
            until(() -> created.get() == 1_000);
            int before = seen.size();
            until(() -> before + end.events("notification").size() >= 1_000);
            seen.addAll(end.events("notification"));
        }

        System.out.printf("notifications: %d seen by a client that lost its connection %d times%n", seen.size(), lost);
        assertThat(seqs(seen)).isEqualTo(upTo(1_000));
        assertThat(seen.stream().map(event -> new JsonObject(event.data()).getString("id")))
                .doesNotHaveDuplicates();
    }

    private void createOneByOne(String user, int more) {
        if (more > 0) {
            create(more % 2, user).onComplete(done -> createOneByOne(user, more - 1));
        }
    }

    @Test
    void streamsOutliveRedisAndMissNothing() {
        String user = newUser();
        for (int i = 0; i < 2; i++) {
            streams.add(EventStream.open(HTTP, port(i), ServiceUnderTest.reader(user), null));
        }
        until(() -> streams.stream().allMatch(stream -> stream.lastEventId() != null));
        createAndWait(user, 20);
        until(() -> told().equals(List.of(20, 20)));

        REDIS.kill();
        createAndWait(user, 20);
        // Without Redis, each replica delivers immediately to its own subscribers. The other replica finds the
        // notifications by periodic comparison.
        until(() -> told().stream().allMatch(many -> many >= 20));
        REDIS.start();
        long back = System.nanoTime();
        until(() -> told().equals(List.of(40, 40)));
        double caughtUp = (System.nanoTime() - back) / 1e6;
        until(this::isLiveAgain);
        int last = streams.get(0).events("notification").size();
        createAndWait(user, 20);
        until(() -> told().equals(List.of(last + 20, last + 20)));

        System.out.printf(
                "notifications: after Redis was restarted, what was created meanwhile was told after %.0f ms%n",
                caughtUp);
        assertThat(refused).isEmpty();
        assertThat(streams).noneMatch(EventStream::isOver);
        assertThat(streams).allSatisfy(stream -> assertThat(seqs(stream.events("notification")))
                .isEqualTo(upTo(last + 20)));
    }

    private List<Integer> told() {
        return streams.stream()
                .map(stream -> stream.events("notification").size())
                .toList();
    }

    private void createAndWait(String user, int many) {
        for (int i = 0; i < many; i++) {
            create(i % 2, user);
        }
        until(this::isAnswered);
    }

    /**
     * Whether a replica receives a notification of the other replica through Redis: sooner than by periodic comparison.
     */
    private boolean isLiveAgain() {
        String user = newUser();
        EventStream stream = EventStream.open(HTTP, port(1), ServiceUnderTest.reader(user), null);
        streams.add(stream);
        until(() -> stream.lastEventId() != null);
        create(0, user);
        until(this::isAnswered);
        until(() -> !stream.events("notification").isEmpty());
        streams.remove(stream);
        stream.close();
        return millis(stream.events("notification").get(0)) < 1_000;
    }

    @Test
    void withoutPostgresNothingIsCreatedAndStreamsStay() throws IOException, InterruptedException {
        String user = newUser();
        streams.add(EventStream.open(HTTP, port(0), ServiceUnderTest.reader(user), null));
        until(() -> streams.get(0).lastEventId() != null);
        createAndWait(user, 1);
        until(() -> told().equals(List.of(1)));

        POSTGRES.kill();
        createAndWait(user, 10);
        assertThat(refused.keySet()).containsOnly(503);
        POSTGRES.restart();
        until(() -> {
            createAndWait(user, 1);
            return created.get() > 1;
        });

        until(() -> told().equals(List.of(created.get())));
        assertThat(seqs(streams.get(0).events("notification"))).isEqualTo(upTo(created.get()));
        assertThat(streams).noneMatch(EventStream::isOver);
    }
}
