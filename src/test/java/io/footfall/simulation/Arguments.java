package io.footfall.simulation;

import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Reads the typed arguments of a statement. */
final class Arguments {

    private Arguments() {}

    /** The argument as Postgres stores it: in UTC, truncated to microseconds. */
    static OffsetDateTime time(Tuple arguments, int place) {
        return stored((OffsetDateTime) arguments.getValue(place));
    }

    static OffsetDateTime stored(OffsetDateTime time) {
        OffsetDateTime utc =
                time.getOffset().equals(ZoneOffset.UTC) ? time : time.withOffsetSameInstant(ZoneOffset.UTC);
        return utc.getNano() % 1_000 == 0 ? utc : utc.truncatedTo(ChronoUnit.MICROS);
    }

    static String text(Tuple arguments, int place) {
        return (String) arguments.getValue(place);
    }

    static String[] texts(Tuple arguments, int place) {
        return (String[]) arguments.getValue(place);
    }

    static Long[] longs(Tuple arguments, int place) {
        return (Long[]) arguments.getValue(place);
    }

    static Integer[] integers(Tuple arguments, int place) {
        return (Integer[]) arguments.getValue(place);
    }
}
