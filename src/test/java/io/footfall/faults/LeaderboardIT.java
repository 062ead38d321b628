package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PackagedService;
import io.footfall.support.ParallelTasks;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProcess;
import io.footfall.support.SharedStores;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A large leaderboard on two replicas, and a Redis that is restarted with loss of all data.
 * {@code -Dfootfall.measured=true -Dfootfall.members=1000000} measures a million members.
 */
@ResourceLock(SharedStores.OF_SUITE)
class LeaderboardIT {

    private static final int MEMBERS = Integer.getInteger("footfall.members", 50_000);
    private static final int QUESTIONS = PackagedService.isMeasured() ? 3_000 : 100;
    private static final int CHANGES = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String board = UUID.randomUUID().toString();
    private final String path = "/api/leaderboards/" + board;
    private final Random random = new Random(7);
    private final RedisProcess redis = RedisProcess.withoutMemory().start();
    private final PackagedService[] services = {service(), service()};

    private PackagedService service() {
        return new PackagedService(Map.of("REDIS_URL", redis.url(), "DATABASE_URL", SharedStores.postgres()))
                .patient()
                .measured();
    }

    /** Inserts two members for each score, in a mixed order. */
    @BeforeEach
    void start() {
        ParallelTasks.forEach(Arrays.asList(services), PackagedService::start);
        PostgresProbe.execute("insert into scores select 'b:" + board
                + "', 'all', 'm' || i, (i::bigint * 7919) % " + MEMBERS / 2 + ", i + 1, null from generate_series(0, "
                + (MEMBERS - 1) + ") i");
        // Runs the maintenance of Postgres now, so that it does not run during the measurement.
        PostgresProbe.execute("vacuum analyze scores");
        PostgresProbe.execute("checkpoint");
    }

    @AfterEach
    void stop() {
        Arrays.stream(services).forEach(PackagedService::close);
        redis.close();
    }

    private static String any(Random random) {
        return "m" + random.nextInt(MEMBERS);
    }

    private JsonObject around(PackagedService service, String member) throws Exception {
        return new JsonObject(service.readAsService(path + "/members/" + member + "?neighbours=5"));
    }

    private void awaitBroughtBack(String what) {
        long start = System.nanoTime();
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> new JsonObject(services[0].readAsService(path)).getInteger("members", 0) >= MEMBERS);
        System.out.printf(
                "leaderboard: %,d members are there %s after %.1f s%n",
                MEMBERS, what, (System.nanoTime() - start) / 1e9);
    }

    @Test
    void manyMembersAreRankedAndOutliveARedisThatComesBackEmpty() throws Exception {
        awaitBroughtBack("for the first time");
        ask(QUESTIONS, this::rank);
        ask(QUESTIONS / 10, this::constant);
        System.out.printf(
                "leaderboard: rank and neighbours among %,d members: %s; a constant answer: %s%n",
                MEMBERS, ask(QUESTIONS, this::rank), ask(QUESTIONS, this::constant));
        assertThat(around(services[1], any(random)).getJsonArray("neighbours").size())
                .isBetween(6, 11);

        Map<String, Double> changed = change();
        JsonObject report = services[0].sync();
        redis.kill();
        redis.start();
        awaitAnswers();
        awaitBroughtBack("again");

        for (Map.Entry<String, Double> one : changed.entrySet()) {
            assertThat(around(services[0], one.getKey()).getDouble("score")).isEqualTo(one.getValue());
        }
        for (int i = 0; i < 20; i++) {
            String member = any(random);
            assertThat(around(services[i % 2], member).getLong("rank")).isEqualTo(rankInPostgres(member));
        }
        assertThat(report.getBoolean("success")).isTrue();
    }

    private interface Question {
        void ask(PackagedService service) throws Exception;
    }

    private void rank(PackagedService service) throws Exception {
        String member = any(random);
        assertThat(around(service, member).getString("member")).isEqualTo(member);
    }

    private void constant(PackagedService service) throws Exception {
        assertThat(service.readAsService("/api/ping")).isNotEmpty();
    }

    private String ask(int questions, Question question) throws Exception {
        long[] nanos = new long[questions];
        for (int i = 0; i < questions; i++) {
            long start = System.nanoTime();
            question.ask(services[i % 2]);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return String.format(
                "median %.2f ms, p95 %.2f ms, p99 %.2f ms",
                nanos[questions / 2] / 1e6, nanos[questions * 95 / 100] / 1e6, nanos[questions * 99 / 100] / 1e6);
    }

    /** Increments scores through both replicas. Returns the expected scores. */
    private Map<String, Double> change() throws Exception {
        Map<String, Double> changed = new HashMap<>();
        for (int i = 0; i < CHANGES; i++) {
            String member = any(random);
            JsonObject answer = new JsonObject(services[i % 2].asService(
                    path + "/members/" + member, new JsonObject().put("delta", random.nextInt(1_000) + 0.5)));
            changed.put(member, answer.getDouble("score"));
        }
        return changed;
    }

    /**
     * Waits until both replicas reply. A reply is an error or reports all members: no replica may take an empty Redis
     * for an empty leaderboard.
     */
    private void awaitAnswers() {
        for (PackagedService service : services) {
            Awaitility.await().atMost(PATIENCE).until(() -> {
                HttpResponse<String> live = service.fromManagement("/q/health/live");
                JsonObject answer = new JsonObject(service.readAsService(path));
                assertThat(answer.getInteger("members", MEMBERS)).isEqualTo(MEMBERS);
                return live.statusCode() == 200;
            });
        }
    }

    private long rankInPostgres(String member) {
        String of = "from scores where score_set = 'b:" + board + "' and span = 'all' and ";
        return 1
                + PostgresProbe.number(
                        "select count(*) " + of + "score > (select score " + of + "member = '" + member + "')");
    }
}
