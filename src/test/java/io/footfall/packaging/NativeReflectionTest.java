package io.footfall.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In a native executable, only registered types are converted to and from JSON. Other types are written as empty
 * objects, or cannot be read.
 */
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

    /**
     * The types that these classes write are known: entries of caches, bodies of endpoints, and the types in
     * {@link #whatTheyWriteIsRegistered}.
     */
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
                        "DashboardClients");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "capability.notifications.Notification",
                "product.views.api.ViewInput",
                "product.views.api.ViewInput$ClientInfo",
                "product.admin.DashboardSnapshot",
                "product.admin.ViewRateHistory$Point"
            })
    void whatTheyWriteIsRegistered(String name) throws ClassNotFoundException {
        assertThat(isRegistered(Class.forName("io.footfall." + name))).isTrue();
    }
}
