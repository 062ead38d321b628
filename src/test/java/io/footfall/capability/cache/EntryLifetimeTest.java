package io.footfall.capability.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EntryLifetimeTest {

    private static final long LOADED_AT = 1_000_000;
    private static final long TTL = 60_000;
    private static final double NEVER_AHEAD = 1;
    private static final double NO_CHANCE = 0;
    private static final double CERTAIN = 1;

    private final EntryLifetime lifetime = new EntryLifetime(
            LOADED_AT,
            LOADED_AT + TTL,
            LOADED_AT + 10 * TTL,
            Duration.ofSeconds(1).toNanos());

    @Test
    void isFreshThenStaleThenGone() {
        assertThat(lifetime.isFresh(LOADED_AT + TTL - 1)).isTrue();
        assertThat(lifetime.isFresh(LOADED_AT + TTL)).isFalse();
        assertThat(lifetime.isUsable(LOADED_AT + 10 * TTL - 1)).isTrue();
        assertThat(lifetime.isUsable(LOADED_AT + 10 * TTL)).isFalse();
    }

    @Test
    void isDueAfterItsShareOfTheTime() {
        assertThat(lifetime.isDue(LOADED_AT + TTL * 79 / 100, 0.8, NO_CHANCE, CERTAIN))
                .isFalse();
        assertThat(lifetime.isDue(LOADED_AT + TTL * 81 / 100, 0.8, NO_CHANCE, CERTAIN))
                .isTrue();
    }

    @Test
    void isNeverDueEarlyWithoutChance() {
        assertThat(lifetime.isDue(LOADED_AT + TTL - 1, NEVER_AHEAD, NO_CHANCE, 0.000_001))
                .isFalse();
        assertThat(lifetime.isDue(LOADED_AT + TTL - 1, NEVER_AHEAD, 1, CERTAIN)).isFalse();
    }

    @Test
    void theEarlierTheRarerAndTheCostlierTheEarlier() {
        long twoLoadsBefore = LOADED_AT + TTL - 2_000;

        assertThat(lifetime.isDue(twoLoadsBefore, NEVER_AHEAD, 1, Math.exp(-1.9)))
                .isFalse();
        assertThat(lifetime.isDue(twoLoadsBefore, NEVER_AHEAD, 1, Math.exp(-2.1)))
                .isTrue();
        assertThat(lifetime.isDue(twoLoadsBefore, NEVER_AHEAD, 2, Math.exp(-1.1)))
                .isTrue();
    }
}
