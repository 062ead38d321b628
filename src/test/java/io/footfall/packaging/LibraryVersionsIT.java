package io.footfall.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The minimum versions of libraries whose older versions have known vulnerabilities. The vulnerabilities are listed in
 * pom.xml.
 */
class LibraryVersionsIT {

    private static final List<JsonObject> LIBRARIES = new JsonObject(Node.text(Path.of("target", "sbom.json")))
            .getJsonArray("components").stream().map(JsonObject.class::cast).toList();

    @ParameterizedTest
    @CsvSource({
        "io.netty, netty-(?!tcnative).*, 4.1.138",
        "io.vertx, vertx-.*, 4.5.28",
        "org.postgresql, postgresql, 42.7.12",
        "com.fasterxml.jackson.core, jackson-(core|databind), 2.21.6",
        "org.bitbucket.b_c, jose4j, 0.9.6"
    })
    void noLibraryIsBelowItsFirstSafeVersion(String group, String name, String firstSafe) {
        List<JsonObject> found = LIBRARIES.stream()
                .filter(library -> library.getString("group").equals(group)
                        && library.getString("name").matches(name))
                .toList();

        assertThat(found).isNotEmpty().allSatisfy(library -> assertThat(version(library))
                .as(library.getString("name"))
                .isGreaterThanOrEqualTo(Version.parse(firstSafe)));
    }

    @Test
    void allModulesOfAStackHaveOneVersion() {
        assertThat(versions("io.netty", "netty-(?!tcnative).*")).hasSize(1);
        assertThat(versions("io.vertx", "vertx-.*")).hasSize(1);
    }

    private static List<Version> versions(String group, String name) {
        return LIBRARIES.stream()
                .filter(library -> library.getString("group").equals(group)
                        && library.getString("name").matches(name))
                .map(LibraryVersionsIT::version)
                .distinct()
                .toList();
    }

    private static Version version(JsonObject library) {
        return Version.parse(library.getString("version").replace(".Final", ""));
    }
}
