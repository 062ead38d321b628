package io.footfall.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LifeTest {

    private static final long LOADED_AT = 1_000_000;
    private static final long TTL = 60_000;
    private static final double NEVER_AHEAD = 1;
    private static final double NO_CHANCE = 0;
    private static final double CERTAIN = 1;

    private final Life life = new Life(
            LOADED_AT,
            LOADED_AT + TTL,
            LOADED_AT + 10 * TTL,
            Duration.ofSeconds(1).toNanos());

    @Test
    void isFreshThenStaleThenGone() {
        assertThat(life.isFresh(LOADED_AT + TTL - 1)).isTrue();
        assertThat(life.isFresh(LOADED_AT + TTL)).isFalse();
        assertThat(life.isUsable(LOADED_AT + 10 * TTL - 1)).isTrue();
        assertThat(life.isUsable(LOADED_AT + 10 * TTL)).isFalse();
    }

    @Test
    void isDueAfterItsShareOfTheTime() {
        assertThat(life.isDue(LOADED_AT + TTL * 79 / 100, 0.8, NO_CHANCE, CERTAIN))
                .isFalse();
        assertThat(life.isDue(LOADED_AT + TTL * 81 / 100, 0.8, NO_CHANCE, CERTAIN))
                .isTrue();
    }

    @Test
    void isNeverDueEarlyWithoutChance() {
        assertThat(life.isDue(LOADED_AT + TTL - 1, NEVER_AHEAD, NO_CHANCE, 0.000_001))
                .isFalse();
        assertThat(life.isDue(LOADED_AT + TTL - 1, NEVER_AHEAD, 1, CERTAIN)).isFalse();
    }

    @Test
    void theEarlierTheRarerAndTheCostlierTheEarlier() {
        long twoLoadsBefore = LOADED_AT + TTL - 2_000;

        assertThat(life.isDue(twoLoadsBefore, NEVER_AHEAD, 1, Math.exp(-1.9))).isFalse();
        assertThat(life.isDue(twoLoadsBefore, NEVER_AHEAD, 1, Math.exp(-2.1))).isTrue();
        assertThat(life.isDue(twoLoadsBefore, NEVER_AHEAD, 2, Math.exp(-1.1))).isTrue();
    }
}
