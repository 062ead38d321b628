package io.footfall.product.analytics;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The dashboard of an author, or of the whole platform. All days are days in UTC.
 *
 * @param at when the dashboard was computed
 * @param today the views since midnight, compared with those of the day before until the end of the same hour
 * @param week the last 7 days including today, compared with the 7 days before
 * @param month the last 30 days including today, compared with the 30 days before
 * @param topStories the most viewed stories of the last 30 days, at most 10
 * @param series the last 30 days, oldest first
 */
@RegisterForReflection
record Dashboard(Instant at, Figure today, Figure week, Figure month, List<TopStory> topStories, List<Day> series) {

    private static final int WEEK = 7;
    private static final int MONTH = 30;

    /**
     * The views of a period, compared with the previous period.
     *
     * @param views the views of the period
     * @param before the views of the previous period
     * @param change the growth as a share of {@code before}, 0.2 for 20 %; missing where {@code before} is 0
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Figure(
            @Schema(examples = "120") long views,
            @Schema(examples = "100") long before,

            @Schema(examples = "0.2", description = "As a share of the one before; missing where that is 0")
            Double change) {

        static Figure of(long views, long before) {
            return new Figure(views, before, before == 0 ? null : (double) (views - before) / before);
        }
    }

    /**
     * One of the most viewed stories.
     *
     * @param storyId the id of the story
     * @param title the title
     * @param views the views in the last 30 days
     */
    @RegisterForReflection
    record TopStory(
            @Schema(examples = "s1") String storyId,
            @Schema(examples = "The Sea") String title,
            @Schema(examples = "120") long views) {}

    /**
     * The views of one day.
     *
     * @param day the day, in UTC
     * @param views the views of the day
     */
    @RegisterForReflection
    record Day(LocalDate day, @Schema(examples = "12") long views) {}

    /**
     * Computes a dashboard.
     *
     * @param days the views by day, of the last 60 days; a missing day has no views
     * @param untilNowYesterday the views of yesterday until the end of the current hour
     */
    static Dashboard of(
            Instant at, LocalDate today, Map<LocalDate, Long> days, long untilNowYesterday, List<TopStory> top) {
        return new Dashboard(
                at,
                Figure.of(days.getOrDefault(today, 0L), untilNowYesterday),
                Figure.of(sum(days, today, WEEK), sum(days, today.minusDays(WEEK), WEEK)),
                Figure.of(sum(days, today, MONTH), sum(days, today.minusDays(MONTH), MONTH)),
                top,
                IntStream.range(0, MONTH)
                        .mapToObj(i -> today.minusDays(MONTH - 1L - i))
                        .map(day -> new Day(day, days.getOrDefault(day, 0L)))
                        .toList());
    }

    private static long sum(Map<LocalDate, Long> days, LocalDate last, int count) {
        return LongStream.range(0, count)
                .map(i -> days.getOrDefault(last.minusDays(i), 0L))
                .sum();
    }
}
