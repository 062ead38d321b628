package io.footfall.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A native executable contains only the resources that are declared. */
class NativeResourcesTest {

    private static final Path RESOURCES = Path.of("src", "main", "resources");

    /**
     * Resources that Quarkus includes by itself: pages, service files that it reads at build time, Flyway migrations.
     */
    private static final List<String> BY_THEMSELVES =
            List.of("META-INF/resources/**", "META-INF/services/*", "db/migration/*.sql");

    private static final List<String> DECLARED = DeclaredResources.patterns();

    @Test
    void eachFileIsDeclared() {
        assertThat(files()).isNotEmpty().allMatch(file -> Stream.concat(BY_THEMSELVES.stream(), DECLARED.stream())
                .anyMatch(pattern -> DeclaredResources.matches(pattern, file)));
    }

    @Test
    void eachDeclarationIsOfFilesThatExist() {
        assertThat(DECLARED)
                .allSatisfy(pattern -> assertThat(files()).anyMatch(file -> DeclaredResources.matches(pattern, file)));
    }

    /** A new class that reads resources must ensure that they are included in a native executable. */
    @Test
    void filesAreReadByTheseAlone() {
        JavaClasses classes = new ClassFileImporter().importPath(Path.of("target", "classes"));
        Set<String> readers = classes.stream()
                .filter(NativeResourcesTest::readsFiles)
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());

        // Quarkus declares the files of Swagger UI. Without them only their entity tags would be missing.
        assertThat(readers).containsExactlyInAnyOrder("Script", "Crawlers", "ScriptRoute", "SwaggerUiCaching");
    }

    private static boolean readsFiles(JavaClass type) {
        return type.getMethodCallsFromSelf().stream()
                .map(call -> call.getTarget())
                .anyMatch(target -> target.getName().startsWith("getResource")
                        && Set.of("java.lang.Class", "java.lang.ClassLoader", "java.lang.Module")
                                .contains(target.getOwner().getName()));
    }

    private static List<String> files() {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> RESOURCES.relativize(file).toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
