package io.footfall.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.test.junit.TestProfile;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SuitesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "test-classes"));

    private static Stream<String> tests(Predicate<JavaClass> which) {
        return CLASSES.stream()
                .filter(type -> type.getName().endsWith("Test"))
                .filter(which)
                .map(JavaClass::getName);
    }

    private static boolean isTaggedSlow(JavaClass type) {
        return type.isAnnotatedWith(Tag.class)
                && type.getAnnotationOfType(Tag.class).value().equals("slow");
    }

    @Test
    void thoseThatAreTaggedSlowAreNamed() {
        assertThat(tests(SuitesTest::isTaggedSlow)).isNotEmpty().allMatch(name -> name.matches(Halves.SLOW));
        assertThat(tests(type -> type.getName().matches(Halves.SLOW)))
                .containsExactlyInAnyOrderElementsOf(
                        tests(SuitesTest::isTaggedSlow).toList());
    }

    /** It would be built for in each run of the others. */
    @Test
    void thoseWithOtherSettingsAreSlow() {
        assertThat(tests(type -> type.isAnnotatedWith(TestProfile.class)))
                .isNotEmpty()
                .allMatch(name -> name.matches(Halves.SLOW));
    }
}
