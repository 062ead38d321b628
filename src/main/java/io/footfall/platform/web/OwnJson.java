package io.footfall.platform.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

/**
 * Reads JSON that the service itself wrote, possibly in an earlier or later version. Unknown fields are ignored and
 * missing fields are allowed. The strict checks of {@link StrictJson} do not apply.
 */
public final class OwnJson {

    private OwnJson() {}

    /**
     * Creates a reader.
     *
     * @param mapper mapper that wrote the JSON
     * @param type type to read
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
