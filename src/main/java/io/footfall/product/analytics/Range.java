package io.footfall.product.analytics;

import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.Times;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * A time range that consists of whole hours or days.
 *
 * @param from the start, inclusive
 * @param to the end, exclusive
 * @param granularity the unit: hours or days
 */
record Range(Instant from, Instant to, Granularity granularity) {

    private static final Duration USUAL = Duration.ofDays(7);

    /**
     * Parses the range of a request. Without {@code to} it ends with the current hour or day; without {@code from} it
     * begins seven days before its end.
     *
     * @throws InvalidInputException where a time is invalid, the range is empty, or it is longer than
     *     {@link Granularity#longest()}
     */
    static Range of(String from, String to, Granularity granularity, Clock clock) {
        Instant end = granularity.next(to == null ? clock.instant() : time("to", to));
        Instant begin = granularity.begin(from == null ? end.minus(USUAL) : time("from", from));
        if (!begin.isBefore(end)) {
            throw new InvalidInputException("from", "lies before to");
        }
        if (Duration.between(begin, end).compareTo(granularity.longest()) > 0) {
            throw new InvalidInputException(
                    "from",
                    "lies up to " + granularity.longest().toDays() + " days before to, by the "
                            + granularity.name().toLowerCase(Locale.ROOT));
        }
        return new Range(begin, end, granularity);
    }

    private static Instant time(String field, String text) {
        try {
            return Times.check(
                    field,
                    text.contains("T")
                            ? OffsetDateTime.parse(text).toInstant()
                            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeException e) {
            throw new InvalidInputException(field, "takes a time such as 2026-11-21T00:00:00Z, or a day");
        }
    }
}
