package io.footfall.product.views.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DedupWindowTest {

    @Test
    void aWindowOfADayIsADayInUtc() {
        DedupWindow window = DedupWindow.at(Instant.parse("2015-05-17T10:05:03Z"), 24);

        assertThat(window).isEqualTo(DedupWindow.at(Instant.parse("2015-05-17T00:00:00Z"), 24));
        assertThat(window).isEqualTo(DedupWindow.at(Instant.parse("2015-05-17T23:59:59.999Z"), 24));
        assertThat(window).isNotEqualTo(DedupWindow.at(Instant.parse("2015-05-18T00:00:00Z"), 24));
        assertThat(window.end()).isEqualTo(Instant.parse("2015-05-18T00:00:00Z"));
        assertThat(window.length()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void timesBeforeTheEpochHaveWindowsToo() {
        assertThat(DedupWindow.at(Instant.parse("1969-12-31T23:00:00Z"), 24).end())
                .isEqualTo(Instant.EPOCH);
    }

    @Test
    void windowsOfOtherLengthsHaveOtherLabels() {
        Instant time = Instant.parse("2015-05-17T10:05:03Z");

        assertThat(DedupWindow.at(time, 24).label())
                .isNotEqualTo(DedupWindow.at(time, 12).label());
    }
}
