package io.footfall.capability.leaderboards;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.footfall.capability.scores.ScorePeriod;
import io.footfall.platform.web.InvalidInputException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** The period that a leaderboard request is about. Days and weeks are in UTC. */
enum Period {
    /** All time. */
    @JsonProperty("all")
    ALL(today -> ScorePeriod.ALL),

    /** Today. */
    @JsonProperty("day")
    DAY(ScorePeriod::day),

    /** This week, from Monday. */
    @JsonProperty("week")
    WEEK(ScorePeriod::week),

    /** Yesterday. */
    @JsonProperty("yesterday")
    YESTERDAY(today -> ScorePeriod.day(today.minusDays(1))),

    /** Last week. */
    @JsonProperty("last-week")
    LAST_WEEK(today -> ScorePeriod.week(today.minusWeeks(1)));

    private final Function<LocalDate, ScorePeriod> span;

    Period(Function<LocalDate, ScorePeriod> span) {
        this.span = span;
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    ScorePeriod spanOn(LocalDate today) {
        return span.apply(today);
    }

    static Period of(String word) {
        return Stream.of(values())
                .filter(period -> period.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("period", "takes all, day, week, yesterday or last-week"));
    }
}
