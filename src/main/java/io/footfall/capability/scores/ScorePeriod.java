package io.footfall.capability.scores;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;

/**
 * A span of time that scores are kept for: all of it, a day or a week of UTC. Days and weeks are kept until the next one is over too.
 *
 * @param name {@code all}, {@code d} and the day, {@code w} and the week's Monday, as days since 1970
 * @param expiresAt when it is forgotten; empty: never
 */
public record ScorePeriod(String name, Optional<Instant> expiresAt) {

    /** All time. */
    public static final ScorePeriod ALL = new ScorePeriod("all", Optional.empty());

    private static final String DAY = "d";
    private static final String WEEK = "w";
    private static final String NEVER = "0";

    /**
     * A day.
     *
     * @param day the day
     * @return its span
     */
    public static ScorePeriod day(LocalDate day) {
        return of(DAY, day, Period.ofDays(2));
    }

    /**
     * A week, which begins on Monday.
     *
     * @param day a day of the week
     * @return its span
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
