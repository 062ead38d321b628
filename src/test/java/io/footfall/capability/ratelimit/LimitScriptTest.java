package io.footfall.capability.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.embedded.EmbeddedRedis;
import io.footfall.support.RedisProbe;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs {@code limit.lua} on a Redis with default settings, called as the service calls it. */
@Tag("slow")
class LimitScriptTest {

    private static final String LIMIT = read("limits") + read("limit");
    private static final int BATCH = 500;
    private static final int KEYS = Integer.getInteger("footfall.keys", 150_000);
    private static final int MOST_BYTES = 120;

    private static EmbeddedRedis server;
    private static RedisProbe redis;
    private static String sha;

    @BeforeAll
    static void start() {
        server = EmbeddedRedis.start();
        redis = new RedisProbe(server.url());
        sha = redis.send(Command.SCRIPT, "LOAD", LIMIT).toString();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @BeforeEach
    void empty() {
        redis.send(Command.FLUSHALL);
    }

    private static Policy policy(String algorithm, long limit, String window) {
        return QuotaTest.policy(algorithm, limit, Map.of("footfall.rate-limits.policies.test.window", window));
    }

    /** Checks a batch of hits in one call and returns their decisions. */
    private static List<Decision> take(List<LimitCheck> hits) {
        LimitCheckBatch batch = new LimitCheckBatch((check, outcome) -> check.decide(outcome.decision()));
        hits.forEach(batch::add);
        List<String> keys = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        batch.addKeys(keys);
        batch.addArguments(arguments);
        List<String> call = new ArrayList<>(List.of(sha, String.valueOf(keys.size())));
        call.addAll(keys);
        call.addAll(arguments);
        Response answer = redis.send(Command.EVALSHA, call.toArray(String[]::new));
        batch.decide(answer);
        return hits.stream().map(LimitCheck::decision).toList();
    }

    private static LimitCheck hit(Policy policy, String key, int cost) {
        return new LimitCheck(policy.quota(), LimitKey.id(key), cost);
    }

    /**
     * Simulates addresses from many new networks. Addresses that are already in the hash keep their own limits, and ids
     * always have their own.
     */
    @Test
    void newAddressesShareALimitWhereTheirHashIsFull() {
        Policy policy = policy("fixed-window", 2, "31d");
        List<String> ofOneHash = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "~address" + i)
                .filter(field -> LimitCheckBatch.baseOf(policy, LimitKey.id(field))
                        .equals(LimitCheckBatch.baseOf(policy, LimitKey.id("~address0"))))
                .limit(1_024 + 4)
                .toList();
        String base = LimitCheckBatch.baseOf(policy, LimitKey.id("~address0"));
        List<LimitCheck> first = ofOneHash.subList(0, 1_024).stream()
                .map(field -> hit(policy, field, 1))
                .toList();
        for (int i = 0; i < first.size(); i += BATCH) {
            assertThat(take(first.subList(i, Math.min(i + BATCH, first.size()))))
                    .allMatch(Decision::isAllowed);
        }

        List<Boolean> later = ofOneHash.subList(1_024, ofOneHash.size()).stream()
                .map(field -> take(List.of(hit(policy, field, 1))).get(0).isAllowed())
                .toList();

        assertThat(later).containsExactly(true, true, false, false);
        assertThat(take(List.of(hit(policy, ofOneHash.get(0), 1))).get(0).isAllowed())
                .isTrue();
        assertThat(redis.send(Command.HLEN, redis.keys(base + ":*").iterator().next())
                        .toLong())
                .isEqualTo(1_024 + 1);
    }

    @Test
    void manyHitsOfOneKeyGetTheRanksInOneStep() {
        Policy policy = policy("fixed-window", 5, "P1D");

        List<Decision> first =
                take(IntStream.range(0, 4).mapToObj(i -> hit(policy, "a", 1)).toList());
        List<Decision> second =
                take(IntStream.range(0, 4).mapToObj(i -> hit(policy, "a", 1)).toList());

        assertThat(first).extracting(Decision::remaining).containsExactly(4L, 3L, 2L, 1L);
        assertThat(second).extracting(Decision::isAllowed).containsExactly(true, false, false, false);
    }

    @Test
    void refusedHitsAreNotCounted() {
        Policy policy = policy("fixed-window", 10, "P1D");

        take(List.of(hit(policy, "a", 8)));
        List<Decision> dear = take(List.of(hit(policy, "a", 3), hit(policy, "a", 3)));
        List<Decision> fresh = take(List.of(hit(policy, "b", 10)));

        assertThat(dear).noneMatch(Decision::isAllowed);
        assertThat(take(List.of(hit(policy, "a", 2)))).allMatch(Decision::isAllowed);
        assertThat(fresh).allMatch(Decision::isAllowed);
    }

    @Test
    void aCandidateDoesNotChangeWhatIsEnforced() {
        Random random = new Random(4);
        Policy plain = policy("sliding-window", 10, "PT1S");
        Policy tried = QuotaTest.policy(
                "tried",
                "sliding-window",
                10,
                Map.of(
                        "footfall.rate-limits.policies.tried.window", "PT1S",
                        "footfall.rate-limits.policies.tried.candidate-limit", "20"));
        for (int call = 0; call < 1_500; call++) {
            int cost = 1 + random.nextInt(4);
            List<Decision> decisions = take(List.of(hit(plain, "plain", cost), hit(tried, "tried", cost)));
            assertThat(decisions.get(1)).isEqualTo(decisions.get(0));
        }
    }

    @Test
    void redisAndTheReplicaComeToTheSameSum() {
        Random random = new Random(3);
        for (String algorithm : List.of("fixed-window", "sliding-window")) {
            Policy policy = policy(algorithm, 40, "PT1S");
            for (int call = 0; call < 2_000; call++) {
                List<LimitCheck> hits = IntStream.range(0, 1 + random.nextInt(5))
                        .mapToObj(i -> hit(policy, algorithm, 1 + random.nextInt(3)))
                        .toList();
                take(hits);
            }
            Awaitility.await("a window that is not about to end").until(() -> {
                WindowUsage before = usage(policy, algorithm);
                return before.millisLeft(1_000) > 500;
            });
            WindowUsage before = usage(policy, algorithm);
            Quota.Outcome expected = policy.quota().decide(before, 1, 1, Decision.Source.REDIS);
            take(List.of(hit(policy, algorithm, 1)));

            assertThat(usage(policy, algorithm).current())
                    .isEqualTo(expected.after().current());
        }
    }

    private static WindowUsage usage(Policy policy, String key) {
        List<String> call = new ArrayList<>(List.of(sha, "1", LimitCheckBatch.baseOf(policy, LimitKey.id(key))));
        call.addAll(LimitCheckBatch.looking(hit(policy, key, 1)));
        return LimitCheckBatch.usageIn(redis.send(Command.EVALSHA, call.toArray(String[]::new)), 1);
    }

    @Test
    void whatWasCountedIsForgotten() {
        for (String algorithm : List.of("fixed-window", "sliding-window")) {
            Policy policy = policy(algorithm, 10, "PT1S");
            IntStream.range(0, 2_000)
                    .boxed()
                    .collect(Collectors.groupingBy(i -> i / BATCH))
                    .values()
                    .forEach(numbers -> take(
                            numbers.stream().map(i -> hit(policy, "k" + i, 1)).toList()));

            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> redis.keys() == 0);
        }
    }

    @Test
    void manyKeysTakeUnderAHundredAndTwentyBytesEach() {
        Policy policy = policy("fixed-window", 100, "PT1H");
        long before = redis.usedMemory();

        for (int batch = 0; batch < KEYS / BATCH; batch++) {
            int first = batch * BATCH;
            take(IntStream.range(first, first + BATCH)
                    .mapToObj(i -> hit(policy, "user-" + i, 1))
                    .toList());
        }

        double bytes = (redis.usedMemory() - before) / (double) KEYS;
        System.out.printf("%d rate-limited keys: %.1f bytes each, in %d hashes%n", KEYS, bytes, redis.keys());
        assertThat(bytes).isBetween(5.0, (double) MOST_BYTES);
        assertThat(redis.keys("*"))
                .allSatisfy(key ->
                        assertThat(redis.send(Command.PTTL, key).toLong()).isPositive());
    }

    private static String read(String name) {
        try (InputStream in = LimitScriptTest.class.getResourceAsStream("/redis/" + name + ".lua")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
