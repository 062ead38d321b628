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
 * Produces the mapper that reads request bodies. A body is accepted exactly as written or refused: no type is converted
 * to another, every field is known and occurs once, nothing follows the value, strings are storable, numbers are
 * finite, and the encoding is UTF-8.
 */
class StrictJson {

    /**
     * Maximum nesting depth of arrays and objects. Programs that read stored JSON accept no greater depth, and some
     * accept less.
     */
    static final int DEEPEST = 100;

    /** Maximum length of a number, in characters. */
    static final int LONGEST_NUMBER = 1_000;

    /** Produces the mapper. It replaces the mapper of Quarkus, whose factory cannot be changed after creation. */
    @Produces
    @Singleton
    ObjectMapper mapper(@All List<ObjectMapperCustomizer> customizers) {
        ObjectMapper mapper = JsonMapper.builder(factory()).build();
        customizers.stream().sorted().forEach(customizer -> customizer.customize(mapper));
        // Runs after the customizers register their modules: of two deserializers for the same type, the later one is
        // used.
        return restrict(mapper);
    }

    private static JsonFactory factory() {
        return JsonFactory.builder()
                // RFC 8259, section 8.1, allows only UTF-8 for JSON that systems exchange, not UTF-16 or UTF-32.
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
