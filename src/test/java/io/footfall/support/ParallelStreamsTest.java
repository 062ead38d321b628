package io.footfall.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Integration tests run on a pool of two threads. A parallel stream in one of them may wait for the other one forever.
 * See {@link ParallelTasks}.
 */
class ParallelStreamsTest {

    private static final Set<String> PARALLEL = Set.of("parallel", "parallelStream");

    @Test
    void integrationTestsUseNone() {
        assertThat(new ClassFileImporter()
                        .importPath(Path.of("target", "test-classes")).stream()
                                .filter(type -> !type.getName()
                                        .replaceFirst("\\$.*", "")
                                        .endsWith("Test"))
                                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                                .filter(call ->
                                        PARALLEL.contains(call.getTarget().getName()))
                                .map(JavaMethodCall::getDescription))
                .isEmpty();
    }
}
