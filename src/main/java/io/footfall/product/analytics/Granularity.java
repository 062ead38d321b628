package io.footfall.product.analytics;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.footfall.platform.web.InvalidInputException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The length of the time that one point of a series covers. */
@RegisterForReflection
enum Granularity {
    /** One hour; for ranges of up to 31 days. */
    @JsonProperty("hour")
    HOUR(ChronoUnit.HOURS, Duration.ofDays(31)),

    /** One day in UTC; for ranges of up to 400 days. */
    @JsonProperty("day")
    DAY(ChronoUnit.DAYS, Duration.ofDays(400));

    private final ChronoUnit unit;
    private final Duration longest;

    Granularity(ChronoUnit unit, Duration longest) {
        this.unit = unit;
        this.longest = longest;
    }

    static Granularity of(String word) {
        return Stream.of(values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("granularity", "takes hour or day"));
    }

    Duration longest() {
        return longest;
    }

    /** Returns the start of the hour or day that contains a time. */
    Instant begin(Instant time) {
        return time.truncatedTo(unit);
    }

    /** Returns the next start of an hour or day; the time itself where it is such a start. */
    Instant next(Instant time) {
        Instant begin = begin(time);
        return begin.equals(time) ? time : begin.plus(1, unit);
    }

    /** Returns the starts of all hours or days in a range. */
    List<Instant> within(Range range) {
        return Stream.iterate(range.from(), time -> time.isBefore(range.to()), time -> time.plus(1, unit))
                .toList();
    }
}
