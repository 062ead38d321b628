package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PacedReads;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cached reads from replicas at 2,000 a second, while stores come and go. */
class CachedReadsIT {

    private static final int PER_SECOND = 2_000;
    private static final int STORIES = 10_000;
    private static final int ALL = 1_000;

    private static PostgresProcess postgres;
    private static Scenario scenario;

    @BeforeAll
    static void start() {
        postgres = new PostgresProcess().start();
        scenario = new Scenario(RedisProcess.appendOnly(), postgres).start(2);
        scenario.database()
                .run("insert into stories (id, title, author_id) select 'cached' || n, 'Story', 'ada'"
                        + " from generate_series(0, " + (STORIES - 1) + ") n");
    }

    @AfterAll
    static void end() {
        scenario.close();
        postgres.close();
    }

    private static PacedReads reads(int service, IntFunction<String> story) {
        return new PacedReads(
                        scenario.services.get(service).port(),
                        PER_SECOND,
                        index -> "/api/stories/" + story.apply(index))
                .start();
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
    void whatOneReplicaLoadedTheOtherReadsFromRedis() {
        try (PacedReads loading = reads(0, index -> "cached" + index % STORIES)) {
            loading.untilSent(STORIES);
            loading.finish();
            tell("loaded by one replica", loading);
        }

        try (PacedReads reading = reads(1, index -> index < STORIES ? "cached" + index : "cached0")) {
            reading.untilSent(STORIES / 2);
            reading.forget();
            reading.untilSent(STORIES);
            reading.finish();
            tell("read from redis by the other", reading);
            assertThat(answered(reading, "200 HIT")).isEqualTo(answered(reading));
        }
    }

    @Test
    void withRedisStoppedReadsGoOn() {
        try (PacedReads reading = reads(0, index -> "cached" + index * 7 % STORIES)) {
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
        try (PacedReads reading = reads(0, index -> "cached" + index % 100)) {
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
