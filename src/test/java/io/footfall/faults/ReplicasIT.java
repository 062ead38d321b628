package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.EventStream;
import io.footfall.support.PacedLoad;
import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RateLimitCheckLoad;
import io.footfall.support.RedisProcess;
import io.footfall.support.ServiceUnderTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Three replicas on one Redis and one Postgres. */
@Execution(ExecutionMode.SAME_THREAD)
class ReplicasIT {

    private static final int LIMIT = 1_000;
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final Duration STANDS_STILL = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient HTTP = VERTX.createHttpClient();
    private static PostgresProcess postgres;
    private static Scenario scenario;

    @BeforeAll
    static void start() {
        postgres = new PostgresProcess().start();
        String policy = "FOOTFALL_RATE_LIMITS_POLICIES_EXACT_";
        scenario = new Scenario(RedisProcess.appendOnly(), postgres)
                .set(policy + "LIMIT", String.valueOf(LIMIT))
                .set(policy + "WINDOW", "P1D")
                .set(policy + "ALGORITHM", "fixed-window")
                // With such a long time to live, cached counts are stale unless replicas share totals.
                .set("VIEW_COUNT_CACHE_TTL", "3600")
                .start(3);
    }

    @AfterAll
    static void stop() {
        VERTX.close();
        scenario.close();
        postgres.close();
    }

    private static List<Integer> ports() {
        return scenario.services.stream().map(PackagedService::port).toList();
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    @Test
    void oneIsKilledWhileAllCountAndSync() {
        PacedLoad load = scenario.load();
        scenario.untilWarm();
        int skippedBefore = scenario.skippedSyncs();
        long end = load.answered() + 3L * Scenario.VIEWS_PER_SECOND;
        CompletableFuture<Void> syncs = scenario.syncEverywhereUntil(() -> load.answered() > end);

        scenario.untilAllCountThroughRedis();
        scenario.services.get(1).kill();
        scenario.untilAnswered(Scenario.VIEWS_PER_SECOND);
        scenario.startAgain(1);
        syncs.join();

        scenario.finish("one of three replicas killed while all sync").conserved();
        assertThat(scenario.skippedSyncs() - skippedBefore)
                .as("syncs that left it to another replica")
                .isPositive();
    }

    @Test
    void aLimitIsOneForAll() {
        try (RateLimitCheckLoad rateLimitCheckLoad = new RateLimitCheckLoad(ports(), "exact", newId())) {
            assertThat(rateLimitCheckLoad.all(5 * LIMIT).stream().filter(RateLimitCheckLoad.Answer::allowed))
                    .hasSize(LIMIT);
        }
    }

    /**
     * A count that one replica has cached is never less than what another replica replied since, also where the first
     * one was stalled.
     */
    @Test
    void whatOneClientSeesNeverGoesDown() throws Exception {
        Random random = new Random(5);
        List<String> stories = List.of(newId(), newId());
        for (String story : stories) {
            scenario.services
                    .get(0)
                    .put(
                            "/api/stories/" + story,
                            new JsonObject().put("title", "One of a few").put("authorId", "ada"));
        }
        long[] seen = new long[stories.size()];

        for (int i = 0; i < 1_500; i++) {
            if (i == 500) {
                scenario.services.get(0).sync();
            }
            if (i == 1_000) {
                standStill(scenario.services.get(1), scenario.services.get(2), stories.get(0));
            }
            PackagedService replica = scenario.services.get(random.nextInt(3));
            int which = random.nextInt(stories.size());
            long count = random.nextInt(3) == 0
                    ? view(replica, stories.get(which), "viewer-" + i)
                    : countOf(replica, stories.get(which));
            assertThat(count).as("request %d", i).isGreaterThanOrEqualTo(seen[which]);
            seen[which] = count;
        }
        assertThat(seen[0] + seen[1]).isGreaterThan(400);
    }

    /** Stalls a replica for longer than the others count it as alive. The others count views meanwhile. */
    private static void standStill(PackagedService still, PackagedService counting, String story) throws Exception {
        countOf(still, story);
        still.standStill();
        try {
            Instant until = Instant.now().plus(STANDS_STILL);
            Awaitility.await()
                    .atMost(STANDS_STILL.multipliedBy(3))
                    .pollInterval(PAUSE)
                    .until(() ->
                            view(counting, story, newId()) > 0 && Instant.now().isAfter(until));
        } finally {
            still.goOn();
        }
    }

    private static long view(PackagedService replica, String story, String viewer) throws Exception {
        return new JsonObject(
                        replica.asService("/api/stories/" + story + "/view", new JsonObject().put("userId", viewer)))
                .getLong("viewCount");
    }

    private static long countOf(PackagedService replica, String story) throws Exception {
        return new JsonObject(replica.get("/api/stories/" + story + "/views").body()).getLong("viewCount");
    }

    @Test
    void whatOneChangesAllRead() throws Exception {
        String story = newId();
        for (int i = 0; i < 6; i++) {
            String title = "Title " + i;
            scenario.services
                    .get(i % 3)
                    .put(
                            "/api/stories/" + story,
                            new JsonObject().put("title", title).put("authorId", "ada"));
            for (PackagedService replica : scenario.services) {
                Awaitility.await(title)
                        .atMost(A_SECOND)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() ->
                                replica.readAsService("/api/stories/" + story).contains(title));
            }
        }
    }

    @Test
    void whatOneIsToldAllDeliver() throws Exception {
        String user = newId();
        List<EventStream> streams = ports().stream()
                .map(port -> EventStream.open(HTTP, port, ServiceUnderTest.reader(user), null))
                .toList();
        Awaitility.await().until(() -> streams.stream().allMatch(stream -> stream.status() == 200));

        for (PackagedService replica : scenario.services) {
            replica.create(
                    "/api/notifications",
                    new JsonObject().put("userId", user).put("type", "comment").put("title", "Look at this"));
        }

        Awaitility.await().untilAsserted(() -> assertThat(streams)
                .allSatisfy(stream -> assertThat(stream.events("notification")).hasSize(3)));
        streams.forEach(EventStream::close);
    }
}
