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

/** How finely a series is told. */
@RegisterForReflection
enum Granularity {
    /** By the hour, for up to 31 days. */
    @JsonProperty("hour")
    HOUR(ChronoUnit.HOURS, Duration.ofDays(31)),

    /** By the day of UTC, for up to 400 days. */
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

    /** When the hour or day of a time began. */
    Instant begin(Instant time) {
        return time.truncatedTo(unit);
    }

    /** When the next one begins after a time, or at it. */
    Instant next(Instant time) {
        Instant begin = begin(time);
        return begin.equals(time) ? time : begin.plus(1, unit);
    }

    /** All beginnings in a range. */
    List<Instant> within(Range range) {
        return Stream.iterate(range.from(), time -> time.isBefore(range.to()), time -> time.plus(1, unit))
                .toList();
    }
}
