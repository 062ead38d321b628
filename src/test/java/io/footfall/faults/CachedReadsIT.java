package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PacedReads;
import io.footfall.support.ParallelTasks;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Cached reads from two replicas at 2,000 requests per second, while Redis or Postgres is stopped. */
@Isolated
class CachedReadsIT {

    private static final int PER_SECOND = 2_000;
    private static final int STORIES = 4_000;
    private static final int ALL = 1_000;
    private static final int HOT_STORIES = 500;
    private static final int COLD_SHARE = 20;
    private static final int LOADS_PER_SECOND = 800;
    private static final String SHARED = "shared";
    private static final String HOT = "hot";
    private static final String COLD = "cold";

    private static PostgresProcess postgres;
    private static Scenario scenario;

    @BeforeAll
    static void start() {
        startStores();
        ParallelTasks.forEach(List.of(0, 1), CachedReadsIT::warmUp);
    }

    private static void startStores() {
        postgres = new PostgresProcess().start();
        scenario = new Scenario(RedisProcess.appendOnly(), postgres).start(2);
        for (String kind : List.of(SHARED, HOT, COLD)) {
            scenario.database()
                    .run("insert into stories (id, title, author_id) select '" + kind + "' || n, 'Story', 'ada'"
                            + " from generate_series(0, " + (STORIES - 1) + ") n");
        }
    }

    /** Warms up the JVM, because a cold JVM is slow independently of the stores. */
    private static void warmUp(int service) {
        try (PacedReads reading = reads(service, PER_SECOND / 2, index -> HOT + index % STORIES)) {
            reading.untilSent(STORIES);
            reading.finish();
        }
    }

    @AfterAll
    static void end() {
        scenario.close();
        postgres.close();
    }

    private static PacedReads reads(int service, int perSecond, IntFunction<String> story) {
        return new PacedReads(
                        scenario.services.get(service).port(), perSecond, index -> "/api/stories/" + story.apply(index))
                .start();
    }

    /** Returns a story that was not read before in one of twenty cases. */
    private static String mostlyHot(int index) {
        return index % COLD_SHARE == 0 ? COLD + index % STORIES : HOT + index % HOT_STORIES;
    }

    private static void tell(String name, PacedReads reads) {
        System.out.printf(
                "%s: %s, median %.2f ms, p99 %.2f ms, slowest %.0f ms%n",
                name, reads.answers(), reads.millisOf(500), reads.millisOf(990), reads.millisOf(ALL));
    }

    private static long answered(PacedReads reads, String how) {
        return reads.answers().getOrDefault(how, new AtomicLong()).get();
    }

    private static long answered(PacedReads reads) {
        return reads.answers().values().stream().mapToLong(AtomicLong::get).sum();
    }

    @Test
    void whatOneReplicaLoadedTheOtherReadsFromRedis() throws Exception {
        try (PacedReads loading = reads(0, LOADS_PER_SECOND, index -> SHARED + index % STORIES)) {
            loading.untilSent(STORIES);
            loading.finish();
            tell("loaded by one replica", loading);
        }

        try (PacedReads reading = reads(1, PER_SECOND, index -> SHARED + index % STORIES)) {
            reading.untilSent(STORIES / 2);
            reading.forget();
            reading.untilSent(STORIES);
            reading.finish();
            tell("read from redis by the other", reading);
            scenario.services
                    .get(1)
                    .fromManagement("/q/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("footfall_cache_reads_seconds{cache=\"story\",quantile"))
                    .forEach(System.out::println);
            assertThat(answered(reading, "200 HIT")).isEqualTo(answered(reading));
        }
    }

    @Test
    void withRedisStoppedReadsGoOn() {
        try (PacedReads reading = reads(0, PER_SECOND, CachedReadsIT::mostlyHot)) {
            reading.untilSent(PER_SECOND);
            reading.forget();
            scenario.redis.stop();
            reading.untilSent(6 * PER_SECOND);
            scenario.redis.resume();
            reading.untilSent(8 * PER_SECOND);
            reading.finish();

            tell("reads while redis is stopped for 5 s", reading);
            assertThat(answered(reading, "200 HIT") + answered(reading, "200 MISS") + answered(reading, "200 STALE"))
                    .isEqualTo(answered(reading));
        }
    }

    @Test
    void withPostgresStoppedCachedReadsGoOn() {
        try (PacedReads reading = reads(0, PER_SECOND, index -> HOT + index % 100)) {
            reading.untilSent(PER_SECOND);
            reading.forget();
            postgres.stop();
            reading.untilSent(4 * PER_SECOND);
            postgres.resume();
            reading.finish();

            tell("cached reads while postgres is stopped for 3 s", reading);
            assertThat(answered(reading, "200 HIT") + answered(reading, "200 STALE"))
                    .isEqualTo(answered(reading));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> scenario.services
                                .get(0)
                                .get("/api/stories/cached-not-there")
                                .statusCode()
                        == 404);
    }
}
