package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PackagedService;
import io.footfall.support.ParallelTasks;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RateLimitCheckLoad;
import io.footfall.support.RedisProcess;
import io.footfall.support.SharedStores;
import io.footfall.support.TcpProxy;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Rate limits of two packaged services on one Redis. */
@Isolated
class RateLimitsIT {

    private static final int LIMIT_A_SECOND = 50;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final RedisProcess REDIS = RedisProcess.withoutMemory();
    private static final List<PackagedService> SERVICES = new ArrayList<>();
    private static TcpProxy toRedis;

    @BeforeAll
    static void start() {
        REDIS.start();
        toRedis = REDIS.proxy();
        Map<String, String> settings = new HashMap<>(REDIS.settings(toRedis));
        settings.put("DATABASE_URL", SharedStores.postgres());
        policy(settings, "EXACT", "1000", "P1D", "fixed-window");
        policy(settings, "SLIDING", "1000", "PT1S", "sliding-window");
        policy(settings, "SECOND", String.valueOf(LIMIT_A_SECOND), "PT1S", "fixed-window");
        policy(settings, "VIEW", "5", "PT2S", "fixed-window");
        for (int i = 0; i < 2; i++) {
            SERVICES.add(new PackagedService(settings));
        }
        ParallelTasks.forEach(SERVICES, PackagedService::start);
        try (RateLimitCheckLoad warmUp = checks("second", "warm-up")) {
            warmUp.all(5_000);
        }
    }

    private static void policy(
            Map<String, String> settings, String name, String limit, String window, String algorithm) {
        String prefix = "FOOTFALL_RATE_LIMITS_POLICIES_" + name + "_";
        settings.put(prefix + "LIMIT", limit);
        settings.put(prefix + "WINDOW", window);
        settings.put(prefix + "ALGORITHM", algorithm);
    }

    @AfterAll
    static void stop() {
        SERVICES.forEach(PackagedService::close);
        toRedis.close();
        REDIS.close();
    }

    private static RateLimitCheckLoad checks(String policy, String key) {
        return new RateLimitCheckLoad(
                SERVICES.stream().map(PackagedService::port).toList(), policy, key);
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    @Test
    void aFixedWindowLetsThroughItsLimitAndNotOneMore() {
        List<RateLimitCheckLoad.Answer> answers = Awaitility.await("all in one window")
                .atMost(Duration.ofMinutes(1))
                .until(RateLimitsIT::twentyThousand, RateLimitsIT::areOfOneWindow);

        List<RateLimitCheckLoad.Answer> allowed =
                answers.stream().filter(RateLimitCheckLoad.Answer::allowed).toList();
        System.out.printf("fixed window: %d of %d hits allowed%n", allowed.size(), answers.size());
        assertThat(allowed).hasSize(1_000);
        assertThat(allowed.stream().map(RateLimitCheckLoad.Answer::remaining).sorted())
                .containsExactlyElementsOf(LongStream.range(0, 1_000).boxed().toList());
        assertThat(answers).allMatch(answer -> answer.status() == 200 && !answer.degraded());
    }

    private static List<RateLimitCheckLoad.Answer> twentyThousand() {
        try (RateLimitCheckLoad rateLimitCheckLoad = checks("exact", newKey())) {
            return rateLimitCheckLoad.all(20_000);
        }
    }

    private static boolean areOfOneWindow(List<RateLimitCheckLoad.Answer> answers) {
        return answers.stream()
                        .map(RateLimitCheckLoad.Answer::resetAt)
                        .distinct()
                        .count()
                == 1;
    }

    /** Measures from the start of a window. {@code docs/rate-limiting.md} describes the accuracy in general. */
    @Test
    void aSlidingWindowAllowsWithinOnePercentOfTheTrueCount() {
        long[] times = randomArrivals(1.5 * 1_000, 10, 11);
        long untilWindow = WINDOW_NANOS - Instant.now().getNano();
        List<RateLimitCheckLoad.Answer> answers;
        try (RateLimitCheckLoad rateLimitCheckLoad = checks("sliding", newKey())) {
            rateLimitCheckLoad.paced(number -> number < times.length ? untilWindow + times[(int) number] : -1);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> rateLimitCheckLoad.sent() == times.length);
            rateLimitCheckLoad.finish();
            answers = rateLimitCheckLoad.answers().stream()
                    .sorted(Comparator.comparingLong(RateLimitCheckLoad.Answer::sentNanos))
                    .toList();
        }

        List<Boolean> truth = trueSlidingCount(answers, 1_000);
        long allowed =
                answers.stream().filter(RateLimitCheckLoad.Answer::allowed).count();
        long truly = truth.stream().filter(Boolean::booleanValue).count();
        long same = LongStream.range(0, answers.size())
                .filter(i -> answers.get((int) i).allowed() == truth.get((int) i))
                .count();
        System.out.printf(
                "sliding window: of %d hits %d allowed, by the true count %d (%.2f %%); %.1f %% of the decisions are the same%n",
                answers.size(), allowed, truly, 100.0 * allowed / truly, 100.0 * same / answers.size());
        assertThat(allowed).isBetween(Math.round(0.99 * truly), Math.round(1.01 * truly));
    }

    /** Returns the arrival times of a Poisson process. */
    private static long[] randomArrivals(double perWindow, int windows, long seed) {
        Random random = new Random(seed);
        List<Long> times = new ArrayList<>();
        double time = 0;
        while (time < windows * WINDOW_NANOS) {
            time += -Math.log(1 - random.nextDouble()) / perWindow * WINDOW_NANOS;
            times.add((long) time);
        }
        return times.stream().mapToLong(Long::longValue).toArray();
    }

    /** Returns the decisions of an exact limiter, which remembers the time of each allowed hit. */
    private static List<Boolean> trueSlidingCount(List<RateLimitCheckLoad.Answer> hits, int limit) {
        ArrayDeque<Long> within = new ArrayDeque<>();
        List<Boolean> decisions = new ArrayList<>();
        for (RateLimitCheckLoad.Answer hit : hits) {
            while (!within.isEmpty() && within.peek() <= hit.sentNanos() - WINDOW_NANOS) {
                within.remove();
            }
            boolean allowed = within.size() < limit;
            if (allowed) {
                within.add(hit.sentNanos());
            }
            decisions.add(allowed);
        }
        return decisions;
    }

    @Test
    void aClientThatFollowsTheHeadersIsRefusedOnceAWindow() throws Exception {
        String story = "r" + UUID.randomUUID().toString().substring(0, 8);
        PostgresProbe.execute("insert into stories (id, title, author_id) values ('" + story + "', 'A', 'ada')");
        HttpClient client = HttpClient.newHttpClient();
        int windows = 0;
        long expected = -1;

        for (int number = 0; windows < 3; number++) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(SERVICES.get(number % 2).uri("/api/stories/" + story + "/view"))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            long now = Instant.now().getEpochSecond();
            long remaining = header(answer, "X-RateLimit-Remaining");
            assertThat(header(answer, "X-RateLimit-Limit")).isEqualTo(5);
            assertThat(header(answer, "X-RateLimit-Reset")).isBetween(now, now + 3);
            assertThat(answer.headers().firstValue("RateLimit-Policy")).hasValue("\"view\";q=5;w=2");
            String[] ietf =
                    answer.headers().firstValue("RateLimit").orElseThrow().split(";[rt]=");
            assertThat(Long.parseLong(ietf[1])).isEqualTo(remaining);
            if (answer.statusCode() == 429) {
                assertThat(remaining).isZero();
                assertThat(expected).as("refused only after nothing remained").isEqualTo(0);
                long retryAfter = header(answer, "Retry-After");
                assertThat(retryAfter)
                        .isGreaterThanOrEqualTo(Long.parseLong(ietf[2]))
                        .isBetween(1L, 2L);
                TimeUnit.SECONDS.sleep(retryAfter);
                expected = -1;
                windows++;
            } else {
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(remaining)
                        .as("one less than before, or a new window")
                        .isIn(expected - 1, 4L);
                expected = remaining;
            }
        }
    }

    private static long header(HttpResponse<String> answer, String name) {
        return Long.parseLong(answer.headers().firstValue(name).orElseThrow());
    }

    @Test
    void withoutRedisEachReplicaLimitsAloneAndComesBack() {
        try (RateLimitCheckLoad rateLimitCheckLoad = checks("second", newKey())) {
            rateLimitCheckLoad.paced(number -> number * TimeUnit.SECONDS.toNanos(1) / 1_000);
            untilAnswered(rateLimitCheckLoad, 2_000);
            REDIS.stop();
            long stopped = System.nanoTime();
            untilAnswered(rateLimitCheckLoad, 4_000);
            REDIS.resume();
            long resumed = System.nanoTime();
            Awaitility.await("Redis decides again")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> rateLimitCheckLoad.answers().stream()
                            .anyMatch(answer -> answer.sentNanos() > resumed && !answer.degraded()));
            double back = (System.nanoTime() - resumed) / (double) WINDOW_NANOS;
            untilAnswered(rateLimitCheckLoad, 2_000);

            List<RateLimitCheckLoad.Answer> answers = rateLimitCheckLoad.answers();
            System.out.printf(
                    "redis stopped: %d hits, %d decided by replicas alone, slowest %d ms, redis decides again after %.1f s%n",
                    answers.size(),
                    answers.stream().filter(RateLimitCheckLoad.Answer::degraded).count(),
                    answers.stream()
                            .mapToLong(RateLimitCheckLoad.Answer::millis)
                            .max()
                            .orElse(0),
                    back);
            assertThat(answers).allMatch(answer -> answer.status() == 200);
            assertThat(answers.stream().filter(answer -> answer.sentNanos() > stopped))
                    .anyMatch(RateLimitCheckLoad.Answer::degraded);
            assertThat(mostAllowed(answers, false)).isLessThanOrEqualTo(LIMIT_A_SECOND);
            assertThat(mostAllowed(answers, true)).isBetween(1L, 2L * LIMIT_A_SECOND);
        }
    }

    private static void untilAnswered(RateLimitCheckLoad rateLimitCheckLoad, int more) {
        int goal = rateLimitCheckLoad.answers().size() + more;
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> rateLimitCheckLoad.answers().size() >= goal);
    }

    /**
     * Returns the highest number of hits that were allowed in one window, by Redis or, where {@code degraded} is true,
     * by each replica alone.
     */
    private static long mostAllowed(List<RateLimitCheckLoad.Answer> answers, boolean degraded) {
        return answers.stream()
                .filter(answer -> answer.allowed() && answer.degraded() == degraded)
                .collect(Collectors.groupingBy(RateLimitCheckLoad.Answer::resetAt, Collectors.counting()))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    @Test
    void aResetAndAnOverrideReachTheOtherReplica() throws IOException, InterruptedException {
        String key = newKey();
        Map<Integer, String> bodies = new HashMap<>();
        for (PackagedService service : SERVICES) {
            for (int i = 0; i < 3; i++) {
                check(service, key, 400);
            }
            bodies.put(service.port(), check(service, key, 1_000));
        }
        assertThat(new HashSet<>(bodies.values())).allMatch(body -> body.contains("\"allowed\":false"));

        asOperator("DELETE", "/api/rate-limits/exact/" + key, "");
        Awaitility.await().until(() -> check(SERVICES.get(1), key, 1).contains("\"allowed\":true"));

        asOperator("PUT", "/api/admin/rate-limits/exact/overrides/" + key, "{\"kind\":\"blocked\"}");
        Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> check(SERVICES.get(1), key, 1)
                .contains("\"limit\":0"));
    }

    private static String check(PackagedService service, String key, int cost)
            throws IOException, InterruptedException {
        return service.asService(
                "/api/rate-limits/exact/check", new JsonObject().put("key", key).put("cost", cost));
    }

    private static void asOperator(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(SERVICES.get(0).uri(path))
                                .header("Authorization", "Bearer test-admin-token")
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isBetween(200, 204);
    }
}
