package io.footfall.leaderboards;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.footfall.scores.Span;
import io.footfall.web.InvalidInputException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a leaderboard is asked for; days and weeks are those of UTC. */
enum Period {
    /** Since it began. */
    @JsonProperty("all")
    ALL(today -> Span.ALL),

    /** Today. */
    @JsonProperty("day")
    DAY(Span::day),

    /** This week, since Monday. */
    @JsonProperty("week")
    WEEK(Span::week),

    /** The day before. */
    @JsonProperty("yesterday")
    YESTERDAY(today -> Span.day(today.minusDays(1))),

    /** The week before. */
    @JsonProperty("last-week")
    LAST_WEEK(today -> Span.week(today.minusWeeks(1)));

    private final Function<LocalDate, Span> span;

    Period(Function<LocalDate, Span> span) {
        this.span = span;
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Span spanOn(LocalDate today) {
        return span.apply(today);
    }

    static Period of(String word) {
        return Stream.of(values())
                .filter(period -> period.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("period", "takes all, day, week, yesterday or last-week"));
    }
}
