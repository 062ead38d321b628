package io.footfall.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a native executable JSON is made of registered types alone; others look empty there, or cannot be read. */
class NativeReflectionTest {

    private static final JsonTypes TYPES = new JsonTypes();

    @Test
    void whatIsJsonIsInASignatureOfAnEndpointOrRegistered() {
        Set<Class<?>> bySignature = TYPES.ofSignatures();

        assertThat(TYPES.all())
                .hasSizeGreaterThan(50)
                .filteredOn(type -> !bySignature.contains(type))
                .allMatch(NativeReflectionTest::isRegistered);
    }

    private static boolean isRegistered(Class<?> type) {
        Class<?> around = type.getEnclosingClass();
        return type.isAnnotationPresent(RegisterForReflection.class)
                || around != null
                        && around.isAnnotationPresent(RegisterForReflection.class)
                        && !around.getAnnotation(RegisterForReflection.class).ignoreNested();
    }

    /** What these write is known: entries of caches, bodies of endpoints, and what stands below. */
    @Test
    void jsonIsWrittenAndReadByHandByTheseAlone() {
        assertThat(TYPES.writersByHand())
                .containsExactlyInAnyOrder(
                        "Format",
                        "OwnJson",
                        "IdempotencyFilter",
                        "LiveStreams",
                        "JsonBody",
                        "FastPathRoute",
                        "Watchers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notifications.Notification",
                "views.ViewInput",
                "views.ViewInput$ClientInfo",
                "admin.Figures",
                "admin.Course$Point"
            })
    void whatTheyWriteIsRegistered(String name) throws ClassNotFoundException {
        assertThat(isRegistered(Class.forName("io.footfall." + name))).isTrue();
    }
}
