package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.PackagedService;
import io.footfall.support.ParallelTasks;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.SharedStores;
import io.footfall.support.TcpProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Two packaged services agree on locks, flags and idempotency keys. {@code -Dfootfall.acquisitions=10000} sets the
 * number of lock acquisitions.
 */
@ResourceLock(SharedStores.OF_SUITE)
class CoordinationIT {

    private static final int ACQUISITIONS = Integer.getInteger("footfall.acquisitions", 300);
    private static final int CONTENDERS = 50;
    private static final int TTL_SECONDS = 1;
    private static final int PAUSES = Math.max(5, ACQUISITIONS / 400);
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int CONFLICT = 409;
    private static final long LEASE_MILLIS = 15_000;

    private static final List<PackagedService> SERVICES = new ArrayList<>();

    /** A single event loop: all requests below are handled on it, one after the other. */
    private static final Vertx VERTX = Vertx.vertx();

    private static final HttpClient HTTP = VERTX.createHttpClient(
            new HttpClientOptions().setMaxPoolSize(CONTENDERS).setMaxWaitQueueSize(-1));

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> settings = SharedStores.settings();
        for (int i = 0; i < 2; i++) {
            SERVICES.add(new PackagedService(settings).patient().measured());
        }
        ParallelTasks.forEach(SERVICES, PackagedService::start);
        warmUp();
    }

    /** Warms up the JVMs, because a cold JVM may take longer than the timeout of Redis. */
    private static void warmUp() throws Exception {
        for (int i = 0; i < 200; i++) {
            String id = UUID.randomUUID().toString();
            get(notify(SERVICES.get(i % 2).port(), note(id), id));
            JsonObject grant =
                    call(HttpMethod.POST, i % 2, "/api/locks/" + id, new JsonObject().put("ttlSeconds", 1), OK);
            call(
                    HttpMethod.DELETE,
                    i % 2,
                    "/api/locks/" + id + "?token=" + grant.getString("token"),
                    new JsonObject(),
                    204);
        }
    }

    @AfterAll
    static void stop() {
        SERVICES.forEach(PackagedService::close);
        VERTX.close();
    }

    /**
     * A store protected by fencing tokens: it accepts writes with the highest token that it has seen or a higher one,
     * and refuses late writes.
     */
    private static final class Store {
        private long greatest;
        private int refused;

        private boolean takes(long fencingToken) {
            boolean late = fencingToken < greatest;
            refused += late ? 1 : 0;
            greatest = Math.max(greatest, fencingToken);
            return !late;
        }
    }

    /** The state of the lock test. */
    private static final class Story {
        private final String path = "/api/locks/" + UUID.randomUUID();
        private final Random random = new Random(50);
        private final Store store = new Store();
        private final int[] had = new int[CONTENDERS];
        private final Map<Integer, Long> holding = new HashMap<>();
        private final List<String> wrong = new ArrayList<>();
        private int begun;
        private int granted;
        private int paused;
        private int ended;
        private int longestWait;
        private long last;
    }

    private static Future<JsonObject> send(
            HttpMethod method, int contender, String path, JsonObject body, int expected) {
        return HTTP.request(method, SERVICES.get(contender % 2).port(), "127.0.0.1", path)
                .compose(request -> request.putHeader("Authorization", ServiceUnderTest.SERVICE)
                        .putHeader("Content-Type", "application/json")
                        .send(body.encode())
                        .compose(response -> response.body()
                                .map(answer -> response.statusCode() == expected
                                        ? answer.length() == 0 ? new JsonObject() : new JsonObject(answer)
                                        : new JsonObject().put("status", response.statusCode()))));
    }

    @Test
    void neverDoTwoHoldersPassAStoreThatLooksAtFencingTokens() {
        Story story = new Story();
        long start = System.nanoTime();
        VERTX.runOnContext(now -> {
            for (int i = 0; i < CONTENDERS; i++) {
                contend(story, i);
            }
        });

        Awaitility.await()
                .atMost(Duration.ofSeconds(60 + ACQUISITIONS / 50))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> story.ended == CONTENDERS);

        System.out.printf(
                "locks: %d acquisitions by %d contenders on 2 replicas in %.0f s, %d paused past the end of the lock, %d late"
                        + " writes refused; each had it %d to %d times, and saw at most %d others get it while it waited%n",
                story.granted,
                CONTENDERS,
                (System.nanoTime() - start) / 1e9,
                story.paused,
                story.store.refused,
                Arrays.stream(story.had).min().orElse(0),
                Arrays.stream(story.had).max().orElse(0),
                story.longestWait);
        assertThat(story.wrong).isEmpty();
        assertThat(story.granted).isGreaterThanOrEqualTo(ACQUISITIONS);
        assertThat(story.paused).isGreaterThanOrEqualTo(PAUSES);
        assertThat(story.store.refused).isPositive();
        assertThat(story.longestWait).isLessThan(2 * CONTENDERS);
    }

    private static void contend(Story story, int contender) {
        if (story.begun++ >= ACQUISITIONS) {
            story.ended++;
            return;
        }
        int before = story.granted;
        send(
                        HttpMethod.POST,
                        contender,
                        story.path,
                        new JsonObject().put("ttlSeconds", TTL_SECONDS).put("waitMillis", 60_000),
                        OK)
                .onSuccess(grant -> granted(story, contender, grant, story.granted - before))
                .onFailure(failure -> {
                    story.wrong.add("not answered: " + failure);
                    story.ended++;
                });
    }

    private static void granted(Story story, int contender, JsonObject grant, int others) {
        if (!grant.containsKey("fencingToken")) {
            story.wrong.add("not granted: " + grant);
            contend(story, contender);
            return;
        }
        long fencingToken = grant.getLong("fencingToken");
        story.granted++;
        story.had[contender]++;
        story.longestWait = Math.max(story.longestWait, others);
        long now = System.nanoTime();
        story.holding.forEach((other, until) -> {
            if (now < until) {
                story.wrong.add("two hold it: " + other + " and " + contender);
            }
        });
        if (fencingToken <= story.last) {
            story.wrong.add("a fencing token that does not grow: " + fencingToken + " after " + story.last);
        }
        story.last = fencingToken;
        if (!story.store.takes(fencingToken)) {
            story.wrong.add("the store refuses the holder");
        }
        hold(story, contender, grant, fencingToken);
    }

    private static void hold(Story story, int contender, JsonObject grant, long fencingToken) {
        boolean pauses = story.random.nextInt(ACQUISITIONS) < 2 * PAUSES || story.paused == 0;
        if (!pauses) {
            release(story, contender, grant);
            return;
        }
        story.paused++;
        // The lock's time to live began before its reply arrived. So only 90% of it are assumed here.
        story.holding.put(
                contender,
                System.nanoTime() + Duration.ofMillis(900L * TTL_SECONDS).toNanos());
        VERTX.setTimer(1_100 + story.random.nextInt(400), over -> {
            story.holding.remove(contender);
            story.store.takes(fencingToken);
            release(story, contender, grant);
        });
    }

    /**
     * The release is refused where the lock of a paused contender has expired and another contender holds it. Both
     * replies are right.
     */
    private static void release(Story story, int contender, JsonObject grant) {
        send(HttpMethod.DELETE, contender, story.path + "?token=" + grant.getString("token"), new JsonObject(), 204)
                .onComplete(done -> contend(story, contender));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static JsonObject call(HttpMethod method, int service, String path, JsonObject body, int expected)
            throws Exception {
        return get(send(method, service, path, body, expected));
    }

    @Test
    void aChangeOfAFlagIsSeenByTheOtherReplicaWithinASecond() throws Exception {
        String path = "/api/flags/" + UUID.randomUUID();
        call(HttpMethod.PUT, 0, path, new JsonObject().put("enabled", false), CREATED);
        long slowest = 0;
        for (int i = 1; i <= 20; i++) {
            boolean enabled = i % 2 == 1;
            int writer = i % 3 == 0 ? 1 : 0;
            assertThat(call(HttpMethod.GET, 1 - writer, path, new JsonObject(), OK)
                            .getBoolean("enabled"))
                    .isEqualTo(!enabled);
            call(HttpMethod.PUT, writer, path, new JsonObject().put("enabled", enabled), OK);
            long written = System.nanoTime();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(1))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> call(HttpMethod.GET, 1 - writer, path, new JsonObject(), OK)
                                    .getBoolean("enabled")
                            == enabled);
            slowest = Math.max(slowest, System.nanoTime() - written);
        }

        System.out.printf("flags: the other replica saw each of 20 changes after %.0f ms at most%n", slowest / 1e6);
    }

    @Test
    void aRequestThatWasKilledInTheMiddleMayBeSentAgain() throws Exception {
        String user = UUID.randomUUID().toString();
        String key = UUID.randomUUID().toString();
        int attempts = 0;
        while (!isKilledInTheMiddle(user, key)) {
            assertThat(++attempts).isLessThan(5);
            user = UUID.randomUUID().toString();
            key = UUID.randomUUID().toString();
        }

        shortenLeases();
        long start = System.nanoTime();
        JsonObject note = note(user);
        String under = key;
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> get(notify(SERVICES.get(0).port(), note, under)), status -> status == CREATED);
        System.out.printf(
                "idempotency: under the key of a killed request a retry was answered %.1f s after a second was left of its lease%n",
                (System.nanoTime() - start) / 1e9);
        assertThat(get(notify(SERVICES.get(1).port(), note, key))).isEqualTo(CREATED);
        assertThat(notificationsOf(user)).isEqualTo(1);
    }

    private static JsonObject note(String user) {
        return new JsonObject().put("userId", user).put("type", "t").put("title", "Once");
    }

    private static long notificationsOf(String user) {
        return PostgresProbe.number("select count(*) from notifications where user_id = '" + user + "'");
    }

    /**
     * Kills a service whose Postgres does not reply, while its request holds an idempotency key. Returns false where
     * the service had already failed the request and freed the key; then a retry is not refused.
     */
    private static boolean isKilledInTheMiddle(String user, String key) throws Exception {
        int postgresPort = PgConnectOptions.fromUri(SharedStores.postgres()).getPort();
        try (TcpProxy toPostgres = new TcpProxy(postgresPort);
                PackagedService victim = new PackagedService(Map.of(
                                "DATABASE_URL",
                                SharedStores.postgres().replace(":" + postgresPort, ":" + toPostgres.port())))
                        .start()) {
            Set<String> before = keysHeld();
            toPostgres.begin(TcpProxy.Fault.BLACK_HOLE);
            notify(victim.port(), note(user), key);
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> !before.containsAll(keysHeld()));
            victim.kill();
        }
        return get(notify(SERVICES.get(0).port(), note(user), key)) == CONFLICT;
    }

    /**
     * Shortens the leases of idempotency keys from 15 seconds to one second, so that the test does not have to wait.
     */
    private static void shortenLeases() {
        for (String held : keysHeld()) {
            long left = RedisProbe.ofSuite().send(Command.PTTL, held).toLong();
            if (left <= LEASE_MILLIS) {
                RedisProbe.ofSuite().send(Command.PEXPIRE, held, "1000");
            }
        }
    }

    private static Set<String> keysHeld() {
        return RedisProbe.ofSuite().keys(RedisKeys.idempotency("*"));
    }

    /** Sends 100 requests at once, through both services. */
    @Test
    void ofAHundredRequestsUnderOneKeyOneIsDone() throws Exception {
        String user = UUID.randomUUID().toString();
        String key = UUID.randomUUID().toString();
        JsonObject note = note(user);
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(notify(SERVICES.get(i % 2).port(), note, key));
        }

        Map<Integer, Integer> statuses = new HashMap<>();
        for (Future<Integer> answer : answers) {
            statuses.merge(get(answer), 1, Integer::sum);
        }

        System.out.printf("idempotency: answers to 100 requests under one key, by status: %s%n", statuses);
        assertThat(statuses.keySet()).isSubsetOf(CREATED, CONFLICT).contains(CREATED);
        assertThat(notificationsOf(user)).isEqualTo(1);
    }

    private static Future<Integer> notify(int port, JsonObject note, String key) {
        return HTTP.request(HttpMethod.POST, port, "127.0.0.1", "/api/notifications")
                .compose(request -> request.putHeader("Authorization", ServiceUnderTest.SERVICE)
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Idempotency-Key", key)
                        .send(note.encode())
                        .compose(response -> response.body().map(response.statusCode())))
                .otherwise(0);
    }
}
