package io.footfall.product.views.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SyncTimetableTest {

    private static final Instant TIME = Instant.parse("2026-11-21T09:30:12Z");

    private static SyncTimetable timetable(Map<String, String> settings) {
        return new SyncTimetable(new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ViewSettings.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(ViewSettings.class));
    }

    @Test
    void withoutASettingASyncIsDueAtOnceAndEveryThirtySeconds() {
        SyncTimetable timetable = timetable(Map.of());

        assertThat(timetable.dueAfterStart(TIME)).isEqualTo(TIME);
        assertThat(timetable.dueAfter(TIME)).isEqualTo(TIME.plusSeconds(30));
    }

    @Test
    void anIntervalIsCountedFromTheLastSync() {
        SyncTimetable timetable = timetable(Map.of("footfall.views.sync-interval-hours", "6"));

        assertThat(timetable.dueAfterStart(TIME)).isEqualTo(TIME);
        assertThat(timetable.dueAfter(TIME)).isEqualTo(Instant.parse("2026-11-21T15:30:12Z"));
    }

    @Test
    void aCronSaysWhenByTheClockOnTheWall() {
        SyncTimetable timetable = timetable(Map.of("footfall.views.sync-cron", "15 3 * * *"));

        assertThat(timetable.dueAfterStart(TIME))
                .isEqualTo(timetable.dueAfter(TIME))
                .isAfter(TIME)
                .isBefore(TIME.plusSeconds(90_000))
                .satisfies(due -> assertThat(due.atZone(ZoneId.systemDefault()))
                        .hasToString(due.atZone(ZoneId.systemDefault())
                                .withHour(3)
                                .withMinute(15)
                                .withSecond(0)
                                .toString()));
    }
}
