package io.footfall.platform.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.util.RawValue;
import io.quarkus.arc.All;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;

/**
 * Makes the mapper that reads bodies. JSON is taken as it is written, or not at all: no type stands for another, every field is known and
 * there once, nothing follows the value, text can be stored, numbers are finite, and it is UTF-8.
 */
class StrictJson {

    /** Arrays and objects within each other; programs that read what was stored take no more, some of them less. */
    static final int DEEPEST = 100;

    /** Characters of a number. */
    static final int LONGEST_NUMBER = 1_000;

    /** In place of Quarkus's own, whose factory cannot be changed any more. */
    @Produces
    @Singleton
    ObjectMapper mapper(@All List<ObjectMapperCustomizer> customizers) {
        ObjectMapper mapper = JsonMapper.builder(factory()).build();
        customizers.stream().sorted().forEach(customizer -> customizer.customize(mapper));
        // After the modules of the customizers: of two that read the same type the later one counts.
        return restrict(mapper);
    }

    private static JsonFactory factory() {
        return JsonFactory.builder()
                // UTF-16 and UTF-32 are not for JSON that is sent to others (RFC 8259, 8.1).
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .inputDecorator(new Utf8Bodies())
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxNumberLength(LONGEST_NUMBER)
                        .build())
                .build();
    }

    private static ObjectMapper restrict(ObjectMapper mapper) {
        for (CoercionInputShape shape : CoercionInputShape.values()) {
            mapper.coercionConfigDefaults().setCoercion(shape, CoercionAction.Fail);
        }
        return mapper.enable(
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .registerModule(new SimpleModule()
                        .addDeserializer(String.class, new StrictScalars.Text())
                        .addDeserializer(Double.class, new StrictScalars.FiniteDouble())
                        .addDeserializer(LocalTime.class, new StrictScalars.TimeOfDay())
                        .addDeserializer(Instant.class, new Times.Deserializer())
                        .addDeserializer(RawValue.class, new RawJson.Value()));
    }
}
