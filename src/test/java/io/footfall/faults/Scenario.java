package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PacedLoad;
import io.footfall.support.PackagedService;
import io.footfall.support.ParallelTasks;
import io.footfall.support.PostgresProbe;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.TcpProxy;
import io.footfall.support.ViewLoad;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Runs services on real stores behind proxies, with views at a fixed rate, while a test causes faults. At the end it
 * checks that Postgres holds the views that were answered as counted.
 */
final class Scenario implements AutoCloseable {

    /**
     * High enough that views are in flight at each fault. {@code -Dfootfall.views-per-second=2000} sets another rate.
     */
    static final int VIEWS_PER_SECOND = Integer.getInteger("footfall.views-per-second", 500);

    private static final int STORIES = 200;
    private static final int WARM_UP_VIEWERS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** The pause between syncs. Without it, syncs would leave no processor time to the views. */
    private static final Duration BETWEEN_SYNCS = Duration.ofMillis(50);

    private static final Duration REPORTED_WITHIN = Duration.ofSeconds(6);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final RedisProcess redis;
    final PostgresProcess postgres;
    final TcpProxy toRedis;
    final TcpProxy toPostgres;
    final List<PackagedService> services = new ArrayList<>();
    private final PostgresProbe database;
    private String run = newRun();
    private String warmUpStory;
    private boolean warm;
    private boolean patient;
    private final Map<String, String> settings = new HashMap<>();
    private final AtomicInteger skippedSyncs = new AtomicInteger();
    private PacedLoad load;
    private long lostBefore;

    /** Starts only Redis. Postgres belongs to the test, and may have been used before. */
    Scenario(RedisProcess redis, PostgresProcess postgres) {
        this(redis, postgres, postgres.port());
    }

    /** The same with a proxy or pooler of Postgres: services connect to the port {@code way}. */
    Scenario(RedisProcess redis, PostgresProcess postgres, int way) {
        this.redis = redis.start();
        this.postgres = postgres;
        this.database = new PostgresProbe(postgres.url());
        this.toRedis = redis.proxy();
        this.toPostgres = new TcpProxy(way);
        settings.putAll(redis.settings(toRedis));
        settings.put("DATABASE_URL", postgres.url(toPostgres.port()));
    }

    Scenario set(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /**
     * Raises the timeouts for Postgres, for tests in which only Redis fails. Then a slow reply of Postgres on a busy
     * machine is no outage, and views wait until the last viewers of an outage are backfilled.
     */
    Scenario withPatienceForPostgres() {
        patient = true;
        return set("FOOTFALL_POSTGRES_PROBE", "2s");
    }

    /**
     * Raises the timeout of Redis, for tests in which only Postgres fails. Then a slow reply of Redis on a busy machine
     * is no outage. Without effect where the test measures durations.
     */
    Scenario withPatienceForRedis() {
        return PackagedService.isMeasured() ? this : set("FOOTFALL_REDIS_PATIENCE", "500ms");
    }

    Scenario start(int replicas) {
        for (int i = 0; i < replicas; i++) {
            services.add(new PackagedService(settings));
        }
        ParallelTasks.forEach(services, PackagedService::start);
        if (patient) {
            database.run("alter function count_views set lock_timeout = '4s'");
        }
        newStories();
        warmUpStory = run + "-s0";
        services.forEach(this::warmUp);
        sync(services.get(0));
        return this;
    }

    private static String newRun() {
        return "f" + UUID.randomUUID().toString().substring(0, 8);
    }

    private void newStories() {
        run = newRun();
        database.run("insert into stories (id, title, author_id) select '" + run
                + "-s' || n, 'Story', 'ada' from generate_series(0, " + (STORIES - 1) + ") n");
    }

    /** Starts a replica again and warms it up, because a cold JVM would disturb the test. */
    void startAgain(int replica) {
        services.get(replica).start();
        warmUp(services.get(replica));
    }

    /** Sends requests until the JVM is warm, because a cold JVM is slow independently of the stores. */
    private void warmUp(PackagedService service) {
        List<JsonObject> views = IntStream.range(0, 1_000)
                .mapToObj(i -> new JsonObject()
                        .put("type", "story")
                        .put("id", warmUpStory)
                        .put("userId", "warm" + i % WARM_UP_VIEWERS))
                .toList();
        IntStream.range(0, 4)
                .forEach(i ->
                        post(service, "/api/views", ServiceUnderTest.SERVICE, new JsonObject().put("views", views)));
    }

    /** Begins views at the usual rate. A quarter of them are repeated views. */
    PacedLoad load() {
        return load(VIEWS_PER_SECOND);
    }

    PacedLoad load(int perSecond) {
        if (load != null) {
            load.close();
        }
        newStories();
        lostBefore = database.query("select views_lost()");
        String of = run;
        List<Integer> ports = services.stream().map(PackagedService::port).toList();
        load = new PacedLoad(ports, perSecond, warm ? 1 : 4, index -> view(of, index));
        return load.start();
    }

    private static ViewLoad.View view(String run, int index) {
        int pair = index % 4 == 3 ? index - 3 : index;
        return new ViewLoad.View(run + "-s" + pair % STORIES, "u" + pair / STORIES);
    }

    /** Waits until a condition holds, while the load continues. */
    void until(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    /** Waits until the load is warm, and resets the slowest durations. */
    void untilWarm() {
        untilFrom("redis", (warm ? 1 : 4) * VIEWS_PER_SECOND);
        warm = true;
        load.forgetSlowest();
    }

    /** Waits until {@code more} further views were answered. */
    void untilAnswered(long more) {
        long goal = load.answered() + more;
        until(more + " more views", () -> load.answered() >= goal);
    }

    /** Waits until a store has counted {@code more} further views. */
    void untilFrom(String source, long more) {
        long goal = load.from(source) + more;
        until(more + " more views from " + source, () -> load.from(source) >= goal);
    }

    /**
     * Waits until all replicas have counted through Redis for a while. Otherwise a killed replica may have counted a
     * view in Postgres that its client sends again to another replica: it could count twice without a report.
     */
    void untilAllCountThroughRedis() {
        AtomicLong inPostgres = new AtomicLong(load.from("database"));
        AtomicLong since = new AtomicLong(load.answered());
        until("all count through redis", () -> {
            long now = load.from("database");
            if (inPostgres.getAndSet(now) != now) {
                since.set(load.answered());
            }
            return load.answered() - since.get() >= VIEWS_PER_SECOND / 4;
        });
    }

    /** Ends the load, transfers the remaining views, and returns the result. */
    Result finish(String name) {
        load.finish();
        untilSynced();
        return result(name);
    }

    /** Transfers the remaining views. */
    void untilSynced() {
        until("nothing buffered", () -> services.stream().anyMatch(this::nothingIsLeft));
    }

    /** As {@link #finish}, where views are counted in Postgres on purpose. */
    Result finishSwitchedOff(String name) {
        load.finish();
        until("nothing to undo", () -> !database.truth("select exists (select from revoked_calls)"));
        until("nothing buffered", () -> services.stream().anyMatch(this::nothingIsBuffered));
        return result(name);
    }

    private Result result(String name) {
        long stored = database.query("select sum(read_count)::bigint from stories where id like '" + run + "-s%'");
        await(() -> stored + lost() >= load.viewers());
        for (String history : List.of("view_hours", "view_days")) {
            assertThat(database.query(
                            "select sum(views)::bigint from " + history + " where item like 's:" + run + "-s%'"))
                    .as(history)
                    .isEqualTo(stored);
        }
        Result result = new Result(load, stored, lost());
        System.out.printf(
                "%s: answered=%d first=%d stored=%d lost=%d unclear=%d doubles=%d failed=%s slowest=%d ms slowestFailure=%d ms redis=%d database=%d%n",
                name,
                load.answered(),
                load.firstViews(),
                stored,
                result.lost(),
                load.unclear(),
                load.doubles(),
                load.failures(),
                load.slowestMillis(),
                load.slowestFailureMillis(),
                load.from("redis"),
                load.from("database"));
        return result;
    }

    /**
     * Waits for the reports of replicas, which report their counted views every two seconds, also those of a Redis that
     * is gone.
     */
    private static void await(Callable<Boolean> condition) {
        try {
            Awaitility.await().atMost(REPORTED_WITHIN).until(condition);
        } catch (ConditionTimeoutException e) {
            // The assertions on the result report it.
        }
    }

    /** The outcome of all views. */
    record Result(PacedLoad load, long stored, long lost) {

        /** Asserts that each viewer was counted exactly once per item, and that no view was lost. */
        Result conserved() {
            assertThat(lost).as("told to be lost").isZero();
            assertThat(stored).as("views in Postgres").isEqualTo(load.viewers());
            return this;
        }

        /**
         * As {@link #conserved}, where Redis lost the marks of viewers: every missing view is reported as lost. A
         * viewer may be counted again, but then the reply reported it as a first view, too.
         */
        Result conservedWithoutMemory() {
            assertThat(stored + lost)
                    .as("views in Postgres, and those told to be lost")
                    .isBetween(load.viewers(), load.viewers() + load.doubles());
            return this;
        }
    }

    private boolean nothingIsLeft(PackagedService service) {
        return nothingIsBuffered(service) && !database.truth("select database_open from view_path");
    }

    private boolean nothingIsBuffered(PackagedService service) {
        try {
            JsonObject report = sync(service);
            return report.getBoolean("success")
                    && report.getString("skipped") == null
                    && report.getLong("storyViewsAdded") == 0;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private long lost() {
        return database.query("select views_lost()") - lostBefore;
    }

    JsonObject sync(PackagedService service) {
        return post(service, "/api/cron/sync-views", ServiceUnderTest.CRON, new JsonObject());
    }

    int statusOfSync() {
        return send(request("/api/cron/sync-views", ServiceUnderTest.CRON)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .statusCode();
    }

    /** Runs syncs on every replica at once, one after the other, until a condition holds. */
    CompletableFuture<Void> syncEverywhereUntil(BooleanSupplier condition) {
        return CompletableFuture.allOf(services.stream()
                .map(service -> CompletableFuture.runAsync(() -> {
                    while (!condition.getAsBoolean()) {
                        trySync(service);
                        LockSupport.parkNanos(BETWEEN_SYNCS.toNanos());
                    }
                }))
                .toArray(CompletableFuture[]::new));
    }

    private void trySync(PackagedService service) {
        try {
            if (sync(service).getString("skipped") != null) {
                skippedSyncs.incrementAndGet();
            }
        } catch (UncheckedIOException e) {
            // The replica was killed, and will be started again.
        }
    }

    /**
     * Returns how many of the syncs of {@link #syncEverywhereUntil} were skipped because another replica was syncing.
     */
    int skippedSyncs() {
        return skippedSyncs.get();
    }

    JsonObject viewStats() {
        return new JsonObject(send(request("/api/admin/view-stats", ServiceUnderTest.OPERATOR)
                        .GET()
                        .build())
                .body());
    }

    /** Sends one view of a new viewer. */
    HttpResponse<String> view() {
        return send(request("/api/stories/" + run + "-s1/view", ServiceUnderTest.SERVICE)
                .POST(HttpRequest.BodyPublishers.ofString("{\"userId\": \"one-more\"}"))
                .build());
    }

    /** Returns the steps of the self-test that failed. */
    List<String> brokenSteps() {
        return post(services.get(0), "/api/admin/self-test", ServiceUnderTest.OPERATOR, new JsonObject())
                .getJsonArray("steps")
                .stream()
                .map(JsonObject.class::cast)
                .filter(step -> !step.getBoolean("success"))
                .map(step -> step.getString("name"))
                .toList();
    }

    /** Increments a counter by one. */
    JsonObject increment(String counter) {
        return post(
                services.get(0), "/api/counters/" + counter + "/increment", ServiceUnderTest.SERVICE, new JsonObject());
    }

    /** Switches views on or off Redis. */
    void switchViews(boolean on) {
        put("/api/flags/VIEW_TRACKING_REDIS_ENABLED", ServiceUnderTest.OPERATOR, new JsonObject().put("enabled", on));
    }

    HttpResponse<String> put(String path, JsonObject body) {
        return put(path, ServiceUnderTest.SERVICE, body);
    }

    private HttpResponse<String> put(String path, String as, JsonObject body) {
        return send(request(path, as)
                .PUT(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build());
    }

    private HttpRequest.Builder request(String path, String as) {
        return request(services.get(0), path, as);
    }

    private static HttpRequest.Builder request(PackagedService service, String path, String as) {
        return HttpRequest.newBuilder(service.uri(path))
                .header("Authorization", as)
                .header("Content-Type", "application/json")
                .timeout(PATIENCE);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns a metric of the first service. */
    double metric(String name) {
        return send(HttpRequest.newBuilder(services.get(0).managementUri("/q/metrics"))
                        .timeout(PATIENCE)
                        .build())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Waits until a metric of the first service reaches a value, because the other replica may have found out first.
     */
    void untilReported(String name, double atLeast) {
        Awaitility.await(name).atMost(REPORTED_WITHIN).untilAsserted(() -> assertThat(metric(name))
                .isGreaterThanOrEqualTo(atLeast));
    }

    private static JsonObject post(PackagedService service, String path, String as, JsonObject body) {
        return new JsonObject(send(request(service, path, as)
                        .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                        .build())
                .body());
    }

    PostgresProbe database() {
        return database;
    }

    @Override
    public void close() {
        if (load != null) {
            load.close();
        }
        services.forEach(PackagedService::close);
        toRedis.close();
        toPostgres.close();
        redis.close();
    }
}
