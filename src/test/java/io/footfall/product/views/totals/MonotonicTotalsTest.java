package io.footfall.product.views.totals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MonotonicTotalsTest {

    private static final BooleanSupplier AWAY = () -> true;

    private final MonotonicTotals totals = new MonotonicTotals();
    private final String story = "s:s1";

    @Test
    void aTotalDoesNotFallWithoutRedis() {
        totals.saw(story, 10);

        assertThat(totals.withoutRedis(story, 7, AWAY)).isEqualTo(10);
        assertThat(totals.withoutRedis(story, 8, 1, AWAY)).isEqualTo(11);
        assertThat(totals.withoutRedis(story, 20, 1, AWAY)).isEqualTo(20);
        assertThat(totals.last(story)).isEqualTo(20);
        assertThat(totals.withoutRedis("c:s1", 3, 1, AWAY)).isEqualTo(3);
    }

    @Test
    void whatWasCountedWithoutRedisIsForgottenWhenItIsBack() {
        totals.withoutRedis(story, 400, AWAY);

        totals.forget();
        assertThat(totals.last(story)).isZero();
        assertThat(totals.withoutRedis(story, 400, () -> false)).isEqualTo(400);

        assertThat(totals.last(story)).as("an answer that comes late").isZero();
    }

    @Test
    void whatIsViewedAgainIsKeptAndTheRestForgottenInTime() {
        totals.saw(story, 10);
        String other = "s:s2";
        totals.saw(other, 5);

        others("a", 60_000);
        assertThat(totals.last(story)).isEqualTo(10);
        totals.saw(story, 11);
        others("b", 60_000);

        assertThat(totals.last(story)).isEqualTo(11);
        assertThat(totals.last(other)).isZero();
    }

    private void others(String name, int count) {
        IntStream.range(0, count).forEach(n -> totals.saw("s:" + name + n, n));
    }
}
