package io.footfall.platform.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Times in ISO-8601, of the years 1 to 9999: what every store and client can hold. */
public final class Times {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Times() {}

    /**
     * Checks a time.
     *
     * @param field name of the field it came in
     * @param time the time
     * @return the time
     * @throws InvalidInputException where it lies outside the years 1 to 9999
     */
    public static Instant check(String field, Instant time) {
        if (!isHeld(time)) {
            throw new InvalidInputException(field, "takes a time of the years 1 to 9999");
        }
        return time;
    }

    /**
     * Whether a time can be held.
     *
     * @param time the time
     * @return true in the years 1 to 9999
     */
    public static boolean isHeld(Instant time) {
        return !time.isBefore(FIRST) && !time.isAfter(LAST);
    }

    /** Takes text alone: a number could mean seconds or milliseconds. */
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
