package io.footfall.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** In a native executable JSON is made of registered types alone; others look empty there, or cannot be read. */
class NativeReflectionTest {

    private final JsonTypes types = new JsonTypes();

    @Test
    void whatIsJsonIsInASignatureOfAnEndpointOrRegistered() {
        Set<Class<?>> bySignature = types.ofSignatures();

        assertThat(types.all())
                .hasSizeGreaterThan(bySignature.size() / 2)
                .filteredOn(type -> !bySignature.contains(type))
                .allMatch(type -> type.isAnnotationPresent(RegisterForReflection.class));
    }
}
