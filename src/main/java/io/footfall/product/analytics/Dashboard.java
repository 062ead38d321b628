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
 * What an author, or the platform, looks at.
 *
 * @param at when it was made
 * @param today since midnight UTC, beside the day before until the same hour
 * @param week the last 7 days with today, beside the 7 before
 * @param month the last 30 days with today, beside the 30 before
 * @param topStories those that were viewed most in the last 30 days
 * @param series the last 30 days
 */
@RegisterForReflection
record Dashboard(Instant at, Figure today, Figure week, Figure month, List<TopStory> topStories, List<Day> series) {

    private static final int WEEK = 7;
    private static final int MONTH = 30;

    /**
     * A figure and the one before it.
     *
     * @param views the figure
     * @param before the one before
     * @param change what it grew by, as a share of the one before; missing where that is 0
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
     * A story of many views.
     *
     * @param storyId its id
     * @param title its title
     * @param views in the last 30 days
     */
    @RegisterForReflection
    record TopStory(
            @Schema(examples = "s1") String storyId,
            @Schema(examples = "The Sea") String title,
            @Schema(examples = "120") long views) {}

    /**
     * The views of a day.
     *
     * @param day the day
     * @param views of it
     */
    @RegisterForReflection
    record Day(LocalDate day, @Schema(examples = "12") long views) {}

    /**
     * Makes one.
     *
     * @param days views by day
     * @param untilNowYesterday views of the day before until this hour
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
