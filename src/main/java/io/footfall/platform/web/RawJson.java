package io.footfall.platform.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.io.StringWriter;

/**
 * Reads a JSON value as JSON text. Numbers keep the digits that they were written with, fields keep their order, white space goes; an
 * explicit null is the text {@code null}. Text in it, and names of fields, must be such as can be stored.
 */
public class RawJson extends StdScalarDeserializer<String> {

    private static final long serialVersionUID = 1L;
    private static final String NULL = "null";

    /** For Jackson. */
    public RawJson() {
        super(String.class);
    }

    /** Reads a value that Footfall stored: what was taken once is not checked again. */
    public static final class Stored extends RawJson {

        private static final long serialVersionUID = 1L;

        /** For Jackson. */
        public Stored() {}

        @Override
        String checked(JsonParser parser, String text) {
            return text;
        }
    }

    /** Reads a value of no field: of a map. An explicit null is null. */
    static final class Value extends StdScalarDeserializer<RawValue> {

        private static final long serialVersionUID = 1L;
        private static final RawJson TEXT = new RawJson();

        Value() {
            super(RawValue.class);
        }

        @Override
        public RawValue deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return new RawValue(TEXT.deserialize(parser, context));
        }
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator copy = parser.getCodec().getFactory().createGenerator(text)) {
            copyValue(parser, copy);
        }
        return text.toString();
    }

    private void copyValue(JsonParser parser, JsonGenerator copy) throws IOException {
        int depth = 0;
        do {
            copyToken(parser, copy);
            depth += depthOf(parser.currentToken());
        } while (depth > 0 && parser.nextToken() != null);
    }

    private static int depthOf(JsonToken token) {
        if (token.isStructStart()) {
            return 1;
        }
        return token.isStructEnd() ? -1 : 0;
    }

    private void copyToken(JsonParser parser, JsonGenerator copy) throws IOException {
        switch (parser.currentToken()) {
            case FIELD_NAME -> copy.writeFieldName(checked(parser, parser.currentName()));
            case VALUE_STRING -> copy.writeString(checked(parser, parser.getText()));
            // As text: a double or a decimal would be written with other digits than it was read with.
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> copy.writeNumber(parser.getText());
            default -> copy.copyCurrentEvent(parser);
        }
    }

    String checked(JsonParser parser, String text) throws IOException {
        return UnstorableTextException.check(parser, text);
    }

    @Override
    public String getNullValue(DeserializationContext context) {
        return NULL;
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
        return null;
    }
}
