package io.footfall.platform.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;

/** Deserializers for scalar types whose Jackson deserializers accept other input even if all coercions are disabled. */
final class StrictScalars {

    private StrictScalars() {}

    /** Deserializes storable text. Accepts only a JSON string. */
    static final class Text extends StdScalarDeserializer<String> {

        private static final long serialVersionUID = 1L;

        Text() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return parser.hasToken(JsonToken.VALUE_STRING)
                    ? UnstorableTextException.check(parser, parser.getText())
                    : (String) context.handleUnexpectedToken(String.class, parser);
        }
    }

    /** Deserializes a finite number. Jackson would also accept the string "NaN", and would read 1e400 as infinity. */
    static final class FiniteDouble extends StdScalarDeserializer<Double> {

        private static final long serialVersionUID = 1L;

        FiniteDouble() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.currentToken().isNumeric()) {
                return (Double) context.handleUnexpectedToken(Double.class, parser);
            }
            double number = parser.getDoubleValue();
            return Double.isFinite(number)
                    ? (Double) number
                    : (Double) context.handleWeirdNumberValue(Double.class, number, "not finite");
        }
    }

    /** Deserializes a time of day such as 22:00. Accepts only a JSON string; Jackson would also accept [22, 0]. */
    static final class TimeOfDay extends StdScalarDeserializer<LocalTime> {

        private static final long serialVersionUID = 1L;
        private static final DateTimeFormatter MINUTES =
                DateTimeFormatter.ofPattern("HH:mm").withResolverStyle(ResolverStyle.STRICT);

        TimeOfDay() {
            super(LocalTime.class);
        }

        @Override
        public LocalTime deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (LocalTime) context.handleUnexpectedToken(LocalTime.class, parser);
            }
            try {
                return LocalTime.parse(parser.getText(), MINUTES);
            } catch (DateTimeException e) {
                return (LocalTime) context.handleWeirdStringValue(LocalTime.class, parser.getText(), "not a time");
            }
        }
    }
}
