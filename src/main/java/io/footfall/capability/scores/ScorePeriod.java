package io.footfall.capability.scores;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;

/**
 * A period that scores are kept for: all time, a UTC day or a UTC week. The scores of a day or week expire at the end
 * of the following day or week.
 *
 * @param name {@code all}; or {@code d} and the day, or {@code w} and the Monday of the week, as days since 1970-01-01
 * @param expiresAt when the scores expire; empty for never
 */
public record ScorePeriod(String name, Optional<Instant> expiresAt) {

    /** All time. */
    public static final ScorePeriod ALL = new ScorePeriod("all", Optional.empty());

    private static final String DAY = "d";
    private static final String WEEK = "w";
    private static final String NEVER = "0";

    /**
     * Returns the period of a day.
     *
     * @param day the day
     * @return the period
     */
    public static ScorePeriod day(LocalDate day) {
        return of(DAY, day, Period.ofDays(2));
    }

    /**
     * Returns the period of a week, which begins on Monday.
     *
     * @param day any day of the week
     * @return the period
     */
    public static ScorePeriod week(LocalDate day) {
        return of(WEEK, day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), Period.ofWeeks(2));
    }

    private static ScorePeriod of(String kind, LocalDate first, Period kept) {
        return new ScorePeriod(
                kind + first.toEpochDay(),
                Optional.of(first.plus(kept).atStartOfDay(ZoneOffset.UTC).toInstant()));
    }

    static ScorePeriod named(String name) {
        if (name.equals(ALL.name)) {
            return ALL;
        }
        LocalDate first = LocalDate.ofEpochDay(Long.parseLong(name.substring(1)));
        return name.startsWith(DAY) ? day(first) : week(first);
    }

    String expiryMillis() {
        return expiresAt.map(time -> Long.toString(time.toEpochMilli())).orElse(NEVER);
    }
}
