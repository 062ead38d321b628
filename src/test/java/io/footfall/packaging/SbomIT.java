package io.footfall.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.footfall.support.Artifact;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the software bill of materials that packaging generated. */
class SbomIT {

    private static final JsonObject SBOM = new JsonObject(Node.text(Path.of("target", "sbom.json")));

    @Test
    void itIsOfFootfallAndInAFormatThatToolsRead() {
        assertThat(SBOM.getString("bomFormat")).isEqualTo("CycloneDX");
        assertThat(SBOM.getString("specVersion")).isEqualTo("1.6");
        assertThat(SBOM.getJsonObject("metadata").getJsonObject("component").getString("name"))
                .isEqualTo("footfall");
    }

    @Test
    void itListsTheLibrariesThatAreShippedAndNoOthers() throws IOException {
        assumeFalse(Artifact.isNative(), "a native executable is one file");
        Set<String> listed = components()
                .map(library -> library.getString("group") + "." + library.getString("name") + "-"
                        + library.getString("version"))
                .collect(Collectors.toSet());

        List<String> shipped = shipped();

        assertThat(shipped).hasSizeGreaterThan(100).allMatch(jar -> listed.stream()
                .anyMatch(jar::startsWith));
        assertThat(listed.stream().filter(library -> shipped.stream().noneMatch(jar -> jar.startsWith(library))))
                .allMatch(library -> library.startsWith("io.footfall.footfall-"));
    }

    @Test
    void eachLibraryHasAVersionAndItsHash() {
        assertThat(components()).isNotEmpty().allSatisfy(library -> {
            assertThat(library.getString("purl")).startsWith("pkg:maven/");
            if (!library.getString("name").equals("footfall")) {
                assertThat(library.getJsonArray("hashes")).isNotEmpty();
            }
        });
    }

    private static Stream<JsonObject> components() {
        return SBOM.getJsonArray("components").stream().map(JsonObject.class::cast);
    }

    private static List<String> shipped() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("target", "quarkus-app", "lib"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }
}
