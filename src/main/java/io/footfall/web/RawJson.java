package io.footfall.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.io.StringWriter;

/** Reads a JSON value as text, with its numbers as exact as they were sent; an explicit null is the text {@code null}. */
public final class RawJson extends StdScalarDeserializer<String> {

    private static final long serialVersionUID = 1L;
    private static final String NULL = "null";

    /** For Jackson. */
    public RawJson() {
        super(String.class);
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator copy = parser.getCodec().getFactory().createGenerator(text)) {
            copy.copyCurrentStructureExact(parser);
        }
        return text.toString();
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
