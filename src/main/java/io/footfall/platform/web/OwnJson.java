package io.footfall.platform.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

/** Reads JSON that Footfall wrote itself, maybe in an earlier or a later version: fields may be unknown or missing. */
public final class OwnJson {

    private OwnJson() {}

    /**
     * A reader.
     *
     * @param mapper how JSON is written
     * @param type what is read
     * @return the reader
     */
    public static ObjectReader readerFor(ObjectMapper mapper, JavaType type) {
        return mapper.readerFor(type)
                .with(new JsonFactory())
                .without(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    }
}
