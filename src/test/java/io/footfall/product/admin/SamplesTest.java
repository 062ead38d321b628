package io.footfall.product.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SamplesTest {

    private static final String FIGURE = MetricName.FIRST;
    private static final Duration FIVE = Duration.ofSeconds(5);

    private final Samples samples = new Samples(Duration.ofMinutes(1));
    private long seconds;

    private static CounterSnapshot totals(String id, long count) {
        return new CounterSnapshot(id, Instant.EPOCH, Map.of(FIGURE, count));
    }

    private void second(long own, CounterSnapshot platform) {
        samples.add(
                new Sample(Duration.ofSeconds(seconds++).toNanos(), totals("own", own), Optional.ofNullable(platform)));
    }

    private RateWindow last() {
        return samples.last(FIVE);
    }

    @Test
    void ratesAreOfAllReplicas() {
        for (int i = 0; i < 10; i++) {
            second(i, totals("a", 30L * i));
        }

        assertThat(last().scope()).isEqualTo(CountScope.PLATFORM);
        assertThat(last().perSecond(FIGURE)).isEqualTo(30);
        assertThat(last().grown(FIGURE)).isEqualTo(150);
        assertThat(samples.last(Duration.ofMinutes(1)).grown(FIGURE)).isEqualTo(270);
    }

    @Test
    void nothingIsKnownFromOneSample() {
        second(7, totals("a", 700));

        assertThat(last().perSecond(FIGURE)).isZero();
        assertThat(last().scope()).isEqualTo(CountScope.REPLICA);
    }

    @Test
    void withoutRedisTheyAreOfThisReplica() {
        second(0, totals("a", 0));
        second(1, totals("a", 500));
        second(3, null);

        assertThat(last().scope()).isEqualTo(CountScope.REPLICA);
        assertThat(last().perSecond(FIGURE)).isEqualTo(1.5);
    }

    @Test
    void aGapInWhatRedisToldIsPartOfTheTime() {
        second(0, totals("a", 0));
        second(1, null);
        second(2, null);
        second(3, totals("a", 30));

        assertThat(last().scope()).isEqualTo(CountScope.PLATFORM);
        assertThat(last().perSecond(FIGURE)).isEqualTo(10);
    }

    @Test
    void countsThatBeganAnewAreNotComparedWithThoseBefore() {
        second(0, totals("a", 1_000_000));
        second(2, totals("a", 1_000_010));
        second(4, totals("b", 20));

        assertThat(last().scope()).isEqualTo(CountScope.REPLICA);
        assertThat(last().perSecond(FIGURE)).isEqualTo(2);

        second(6, totals("b", 50));

        assertThat(last().scope()).isEqualTo(CountScope.PLATFORM);
        assertThat(last().perSecond(FIGURE)).isEqualTo(30);
    }

    @Test
    void norCountsThatWentBack() {
        second(0, totals("a", 1_000));
        second(2, totals("a", 900));
        second(4, totals("a", 905));

        assertThat(last().scope()).isEqualTo(CountScope.PLATFORM);
        assertThat(last().perSecond(FIGURE)).isEqualTo(5);
    }

    @Test
    void twoSamplesAtOnceTellNoRate() {
        samples.add(new Sample(0, totals("own", 0), Optional.of(totals("a", 0))));
        samples.add(new Sample(1_000_000, totals("own", 1), Optional.of(totals("a", 1_000))));

        assertThat(last().perSecond(FIGURE)).isZero();
    }

    @Test
    void aFigureThatWasNotKnownBeforeHasNotGrown() {
        second(0, new CounterSnapshot("a", Instant.EPOCH, Map.of()));
        second(0, totals("a", 1_000_000));

        assertThat(last().perSecond(FIGURE)).isZero();

        second(0, totals("a", 1_000_007));

        assertThat(last().grown(FIGURE)).isEqualTo(7);
    }

    @Test
    void whatIsOlderThanAMinuteIsForgotten() {
        for (int i = 0; i < 1_000; i++) {
            second(i, null);
        }

        assertThat(samples.last(Duration.ofHours(1)).grown(FIGURE)).isEqualTo(60);
    }
}
