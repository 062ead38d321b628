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
 * Deserializes any JSON value to its JSON text. Numbers keep their digits and fields keep their order; white space is
 * removed. An explicit null becomes the text {@code null}, an absent field becomes a Java null. Strings and field names
 * must be storable, see {@link Texts}.
 */
public class RawJson extends StdScalarDeserializer<String> {

    private static final long serialVersionUID = 1L;
    private static final String NULL = "null";

    /** For Jackson. */
    public RawJson() {
        super(String.class);
    }

    /** Deserializes a value that the service stored. It was checked when it was accepted and is not checked again. */
    public static final class Stored extends RawJson {

        private static final long serialVersionUID = 1L;

        /** For Jackson. */
        public Stored() {}

        @Override
        String checked(JsonParser parser, String text) {
            return text;
        }
    }

    /** Deserializes a value of a map. An explicit null becomes a Java null. */
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
            // Copied as text, because a double or a decimal could be written with other digits than those in the input.
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
