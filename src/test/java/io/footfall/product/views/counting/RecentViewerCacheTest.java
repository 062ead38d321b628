package io.footfall.product.views.counting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecentViewerCacheTest {

    private final RecentViewerCache seen = new RecentViewerCache();

    @Test
    void holdsWhatWasAddedAndNothingElse() {
        long[] marks = new Random(7).longs(2_000).toArray();
        LongStream.of(marks).limit(1_000).forEach(seen::add);

        assertThat(LongStream.of(marks).limit(1_000).filter(seen::holds).count())
                .isGreaterThan(950);
        assertThat(LongStream.of(marks).skip(1_000).filter(seen::holds)).isEmpty();
        seen.add(marks[0] ^ 1L << 40);
        assertThat(seen.holds(marks[0])).isFalse();
    }

    @Test
    void holdsNothingInTheBeginningNorAfterItWasCleared() {
        assertThat(LongStream.rangeClosed(-3, 3).filter(seen::holds)).isEmpty();
        LongStream.rangeClosed(-3, 3).forEach(seen::add);
        assertThat(LongStream.rangeClosed(-3, 3).filter(seen::holds))
                .doesNotContain(0L)
                .hasSize(6);

        seen.clear();

        assertThat(LongStream.rangeClosed(-3, 3).filter(seen::holds)).isEmpty();
    }
}
