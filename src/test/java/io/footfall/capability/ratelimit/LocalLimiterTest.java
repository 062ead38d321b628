package io.footfall.capability.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Rate limits in the memory of a replica. */
class LocalLimiterTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T10:00:30Z"), ZoneOffset.UTC);
    private static final int MOST_KEYS = 1_000;

    private final Policy policy = QuotaTest.policy("fixed-window", 100, Map.of());
    private final LocalLimiter limiter = new LocalLimiter(MOST_KEYS, CLOCK);

    private Decision hit(String key) {
        return limiter.decide(new LimitCheck(policy.quota(), LimitKey.id(key), 1))
                .decision();
    }

    @Test
    void itLimitsByTheSameArithmetic() {
        for (int i = 0; i < 100; i++) {
            assertThat(hit("a").isAllowed()).isTrue();
        }

        Decision refused = hit("a");

        assertThat(refused.isAllowed()).isFalse();
        assertThat(refused.isDegraded()).isTrue();
        assertThat(refused.retryAfterSeconds()).isEqualTo(30);
    }

    @Test
    void itsMemoryIsBoundedAndAFloodOfKeysDoesNotFreeTheOneThatFloods() {
        for (int i = 0; i < 500_000; i++) {
            hit("flood" + i);
            if (i % 10 == 0) {
                hit("hot");
            }
        }

        Awaitility.await().until(() -> limiter.size() <= MOST_KEYS);
        assertThat(hit("hot").isAllowed()).isFalse();
    }
}
