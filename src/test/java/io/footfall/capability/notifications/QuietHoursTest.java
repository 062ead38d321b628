package io.footfall.capability.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.capability.notifications.Preferences.QuietHours;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {

    @ParameterizedTest
    @CsvSource({
        // over midnight, in summer, two hours ahead of UTC
        "22:00, 07:00, Europe/Zurich, 2026-07-01T19:59:00Z,",
        "22:00, 07:00, Europe/Zurich, 2026-07-01T20:00:00Z, 2026-07-02T05:00:00Z",
        "22:00, 07:00, Europe/Zurich, 2026-07-02T04:59:59Z, 2026-07-02T05:00:00Z",
        "22:00, 07:00, Europe/Zurich, 2026-07-02T05:00:00Z,",
        // within one day
        "12:00, 13:30, UTC, 2026-07-01T12:15:00Z, 2026-07-01T13:30:00Z",
        "12:00, 13:30, UTC, 2026-07-01T11:59:59Z,",
        // clocks change from 02:00 to 03:00, so 02:30 does not exist
        "22:00, 02:30, Europe/Zurich, 2026-03-29T00:30:00Z, 2026-03-29T01:00:00Z",
        "22:00, 02:30, Europe/Zurich, 2026-03-29T01:10:00Z,",
        "22:00, 07:00, Europe/Zurich, 2026-03-28T23:00:00Z, 2026-03-29T05:00:00Z",
        // clocks change from 03:00 to 02:00, so 02:20 occurs twice
        "02:50, 02:20, Europe/Zurich, 2026-10-25T00:55:00Z, 2026-10-25T01:20:00Z",
        "22:00, 02:30, Europe/Zurich, 2026-10-24T23:00:00Z, 2026-10-25T00:30:00Z"
    })
    void theyEndByTheClockOfTheUser(LocalTime from, LocalTime until, String zone, Instant moment, Instant end) {
        assertThat(new QuietHours(from, until, zone).endAfter(moment)).isEqualTo(Optional.ofNullable(end));
    }

    @Test
    void aZoneThatNobodyKnowsAnyMoreKeepsNothingBack() {
        QuietHours quiet = new QuietHours(LocalTime.of(0, 0), LocalTime.of(23, 59), "Mars/Base");

        assertThat(quiet.endAfter(Instant.parse("2026-07-01T12:00:00Z"))).isEmpty();
    }
}
