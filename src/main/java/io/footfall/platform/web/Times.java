package io.footfall.platform.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Times in ISO-8601 format within the years 1 to 9999, the range that every store and client can represent. */
public final class Times {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Times() {}

    /**
     * Checks a time.
     *
     * @param field name of the field that holds the time
     * @param time the time
     * @return the time
     * @throws InvalidInputException if it is outside the years 1 to 9999
     */
    public static Instant check(String field, Instant time) {
        if (!isHeld(time)) {
            throw new InvalidInputException(field, "takes a time of the years 1 to 9999");
        }
        return time;
    }

    /**
     * Whether a time is within the supported range.
     *
     * @param time the time
     * @return true in the years 1 to 9999, in UTC
     */
    public static boolean isHeld(Instant time) {
        return !time.isBefore(FIRST) && !time.isAfter(LAST);
    }

    /**
     * Deserializes a time with an offset. Accepts only a JSON string, because a number could mean seconds or
     * milliseconds.
     */
    static final class Deserializer extends StdScalarDeserializer<Instant> {

        private static final long serialVersionUID = 1L;

        Deserializer() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                return (Instant) context.handleUnexpectedToken(Instant.class, parser);
            }
            try {
                Instant time = OffsetDateTime.parse(parser.getText()).toInstant();
                if (isHeld(time)) {
                    return time;
                }
            } catch (DateTimeException e) {
                return wrong(parser, context);
            }
            return wrong(parser, context);
        }

        private static Instant wrong(JsonParser parser, DeserializationContext context) throws IOException {
            return (Instant) context.handleWeirdStringValue(Instant.class, parser.getText(), "not a time");
        }
    }
}
