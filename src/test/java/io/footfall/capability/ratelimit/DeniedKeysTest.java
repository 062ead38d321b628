package io.footfall.capability.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a replica remembers about keys that are over their limit. */
class DeniedKeysTest {

    private static final int LIMIT = 5;

    private final Policy policy =
            QuotaTest.policy("fixed-window", LIMIT, Map.of("footfall.rate-limits.policies.test.window", "P1D"));
    private final RefusedKeys keys = new RefusedKeys(1_000);
    private final LimitCheck check = new LimitCheck(policy.quota(), LimitKey.id("a"), 1);
    private final WindowUsage exhausted = new WindowUsage(LIMIT, 0, 1_000);

    @Test
    void whatRedisSaidIsRemembered() {
        keys.learn(check, exhausted, keys.now());

        assertThat(keys.refusal(check)).hasValueSatisfying(outcome -> {
            assertThat(outcome.decision().isAllowed()).isFalse();
            assertThat(outcome.decision().source()).isEqualTo(Decision.Source.MEMORY);
        });
    }

    @Test
    void whatIsUnderItsLimitIsAskedOfRedis() {
        keys.learn(check, new WindowUsage(LIMIT - 1, 0, 1_000), keys.now());

        assertThat(keys.refusal(check)).isEmpty();
    }

    @Test
    void anAnswerFromBeforeAResetIsOfNoUse() {
        RefusedKeys.Moment asked = keys.now();
        keys.forget(policy.name(), check.key());

        keys.learn(check, exhausted, asked);

        assertThat(keys.refusal(check)).isEmpty();
    }
}
