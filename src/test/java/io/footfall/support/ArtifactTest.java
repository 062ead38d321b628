package io.footfall.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactTest {

    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx64m");

    @TempDir
    private Path folder;

    @Test
    void aJarIsRunByThisJvm() throws IOException {
        describe("type=aot-jar\npath=quarkus-app/quarkus-run.jar\n");

        assertThat(Artifact.of("", folder).commandWith(OPTIONS))
                .containsExactly(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-jar",
                        folder.resolve("quarkus-app/quarkus-run.jar").toString());
    }

    @Test
    void anExecutableThatWasPackagedIsRunItself() throws IOException {
        describe("type=native\npath=footfall-runner\n");

        assertThat(Artifact.of(" ", folder).commandWith(OPTIONS))
                .containsExactly(folder.resolve("footfall-runner").toString(), "-Xmx64m");
    }

    @Test
    void anExecutableThatIsNamedComesBeforeWhatWasPackaged() throws IOException, InterruptedException {
        describe("type=aot-jar\npath=quarkus-app/quarkus-run.jar\n");
        Path executable = Files.createDirectory(folder.resolve("a b")).resolve("footfall-runner");
        Files.writeString(executable, "#!/bin/sh\necho \"$@\"\n");
        Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));

        List<String> command = Artifact.of(executable.toString(), folder).commandWith(OPTIONS);

        assertThat(new String(
                        new ProcessBuilder(command).start().getInputStream().readAllBytes()))
                .isEqualTo("-Xmx64m\n");
    }

    @Test
    void aPathThatIsOfNoExecutableIsNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "no program");

        for (Path path : List.of(folder.resolve("nothing"), folder, text)) {
            assertThatThrownBy(() -> Artifact.of(path.toString(), folder))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(Artifact.EXECUTABLE, path.toString());
        }
    }

    private void describe(String artifact) throws IOException {
        Files.writeString(folder.resolve("quarkus-artifact.properties"), artifact);
    }
}
