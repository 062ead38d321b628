package io.footfall.capability.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The arithmetic of rate limits, without any store. */
class QuotaTest {

    private static final String PREFIX = "footfall.rate-limits.policies.";
    private static final long MINUTE = 60_000;
    private static final long START = 28_000_000 * MINUTE;
    private static final Decision.Source SOURCE = Decision.Source.REDIS;

    /** A policy named test, with a window of one minute unless {@code more} sets another. */
    static Policy policy(String algorithm, long limit, Map<String, String> more) {
        return policy("test", algorithm, limit, more);
    }

    static Policy policy(String name, String algorithm, long limit, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>();
        settings.put(PREFIX + name + ".limit", String.valueOf(limit));
        settings.put(PREFIX + name + ".window", "PT1M");
        settings.put(PREFIX + name + ".algorithm", algorithm);
        settings.putAll(more);
        RateLimitSettings policies = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "policy", 100))
                .withMapping(RateLimitSettings.class)
                .build()
                .getConfigMapping(RateLimitSettings.class);
        return new Policies(policies).named(name);
    }

    private static Quota quota(Algorithm algorithm, long limit, Map<String, String> more) {
        return policy(Policy.wordOf(algorithm), limit, more).quota();
    }

    private static Quota fixed(long limit) {
        return quota(Algorithm.FIXED_WINDOW, limit, Map.of());
    }

    private static Quota sliding(long limit) {
        return quota(Algorithm.SLIDING_WINDOW, limit, Map.of());
    }

    @Test
    void aFixedWindowLetsThroughItsLimitAndNotOneMore() {
        WindowUsage before = new WindowUsage(97, 1_000, START + 12_345);

        assertThat(IntStream.rangeClosed(1, 10).filter(rank -> fixed(100)
                        .decide(before, rank, 1, SOURCE)
                        .decision()
                        .isAllowed()))
                .containsExactly(1, 2, 3);
        assertThat(fixed(100).decide(before, 2, 1, SOURCE).decision().remaining())
                .isEqualTo(1);
        assertThat(fixed(100).decide(before, 9, 1, SOURCE).after().current()).isEqualTo(100);
    }

    @Test
    void aRefusedHitUsesNothingUp() {
        Quota.Outcome dear = fixed(100).decide(new WindowUsage(98, 0, START), 1, 5, SOURCE);

        assertThat(dear.decision().isAllowed()).isFalse();
        assertThat(dear.decision().remaining()).isEqualTo(2);
        assertThat(fixed(100).decide(dear.after(), 1, 2, SOURCE).decision().isAllowed())
                .isTrue();
    }

    @Test
    void theWindowBeforeCountsAsFarAsItStillReaches() {
        WindowUsage quarterIn = new WindowUsage(10, 80, START + MINUTE / 4);

        Decision decision = sliding(100).decide(quarterIn, 1, 1, SOURCE).decision();

        assertThat(decision.isAllowed()).isTrue();
        assertThat(decision.remaining()).isEqualTo(100 - 10 - 60 - 1);
    }

    @Test
    void whoWaitsAsLongAsHeIsToldPasses() {
        Random random = new Random(5);
        Policy slidingPolicy = sliding(1).policy();
        Policy fixedPolicy = fixed(1).policy();
        for (int i = 0; i < 100_000; i++) {
            long limit = 1 + random.nextInt(200);
            WindowUsage usage = new WindowUsage(
                    random.nextInt((int) limit + 1), random.nextInt((int) limit + 1), START + random.nextLong(MINUTE));
            int cost = 1 + random.nextInt((int) limit);
            Quota quota = new Quota(i % 2 == 0 ? slidingPolicy : fixedPolicy, limit);

            Decision refused = quota.decide(usage, 1, cost, SOURCE).decision();
            if (!refused.isAllowed()) {
                long told = refused.resetAtMillis();
                assertThat(told).isGreaterThan(usage.atMillis());
                assertThat(allowedAt(told, quota, usage, cost))
                        .as("at the time told")
                        .isTrue();
                assertThat(allowedAt(told - 1, quota, usage, cost))
                        .as("before it")
                        .isFalse();
                assertThat(refused.retryAfterSeconds() * 1_000).isGreaterThanOrEqualTo(told - usage.atMillis());
            }
        }
    }

    private static boolean allowedAt(long time, Quota quota, WindowUsage usage, int cost) {
        return quota.decide(usage.at(time, MINUTE), 1, cost, SOURCE).decision().isAllowed();
    }

    @Test
    void aShadowLimitRefusesNobodyAndTells() {
        Quota shadow = quota(Algorithm.FIXED_WINDOW, 2, Map.of("footfall.rate-limits.policies.test.mode", "shadow"));

        Decision decision =
                shadow.decide(new WindowUsage(2, 0, START), 1, 1, SOURCE).decision();

        assertThat(decision.verdict()).isEqualTo(Decision.Verdict.SHADOWED);
        assertThat(decision.isAllowed()).isTrue();
        assertThat(decision.retryAfterSeconds()).isZero();
    }

    @Test
    void aCandidateIsScoredByWhatWasCountedForIt() {
        Quota wider =
                quota(Algorithm.FIXED_WINDOW, 2, Map.of("footfall.rate-limits.policies.test.candidate-limit", "4"));

        assertThat(wider.candidate(WindowUsage.none(START), 4, 1)).isEqualTo(Quota.Candidate.ALLOWS);
        assertThat(wider.candidate(WindowUsage.none(START), 5, 1)).isEqualTo(Quota.Candidate.REFUSES);
        assertThat(wider.isExhausted(new WindowUsage(2, 0, START)))
                .as("asked of Redis, for the candidate's sake")
                .isFalse();
    }

    @Test
    void whatWasCountedIsForgottenWithItsWindows() {
        WindowUsage usage = new WindowUsage(7, 9, START + 1);

        assertThat(usage.at(START + 2, MINUTE)).isEqualTo(new WindowUsage(7, 9, START + 2));
        assertThat(usage.at(START + MINUTE, MINUTE)).isEqualTo(new WindowUsage(0, 7, START + MINUTE));
        assertThat(usage.at(START + 2 * MINUTE, MINUTE)).isEqualTo(new WindowUsage(0, 0, START + 2 * MINUTE));
    }
}
