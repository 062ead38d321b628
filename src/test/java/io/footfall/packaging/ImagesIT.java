package io.footfall.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.footfall.support.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks, without a container engine, what the images are built from and how compose runs them. */
class ImagesIT {

    private static final Path COMPOSE = JvmImage.FOLDER.resolve("compose.yaml");
    private static final Node SERVICES = Node.documents(COMPOSE).get(0).at("services");
    private static final Node FOOTFALL = SERVICES.at("footfall");

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native-micro"})
    void anImageIsOfAPinnedBaseAndRunsAsNobodySpecial(String file) {
        assertThat(instructions(file, "FROM")).singleElement().asString().matches("[a-z0-9./-]+:\\d+[0-9A-Za-z._-]*");
        assertThat(instructions(file, "USER")).last().satisfies(user -> assertThat(Integer.parseInt(user))
                .isPositive());
        assertThat(instructions(file, "ENTRYPOINT")).singleElement().asString().startsWith("[");
        assertThat(instructions(file, "EXPOSE")).containsExactly("8080 9000");
    }

    @Test
    void whatTheImageCopiesIsThere() throws IOException {
        assumeFalse(Artifact.isNative(), "it is of the JVM");

        for (String copy : instructions("Dockerfile.jvm", "COPY")) {
            String source = copy.split(" ")[0];
            Path folder = Path.of(source.replaceFirst("/[^/]*$", ""));
            String glob = source.substring(source.lastIndexOf('/') + 1);
            try (Stream<Path> found = files(folder, glob)) {
                assertThat(found).as(source).isNotEmpty();
            }
        }
    }

    private static Stream<Path> files(Path folder, String glob) throws IOException {
        return glob.isEmpty()
                ? Files.list(folder)
                : Files.list(folder).filter(file -> folder.getFileSystem()
                        .getPathMatcher("glob:" + glob)
                        .matches(file.getFileName()));
    }

    @Test
    void theCacheThatIsTrainedIsTheOneThatIsUsed() {
        assertThat(JvmImage.instructions("RUN")).anyMatch(run -> run.contains("/train jvm.options"));
        assertThat(Node.text(JvmImage.FOLDER.resolve("train"))).contains("-XX:AOTCacheOutput=app.aot");
        assertThat(JvmImage.instructions("ENTRYPOINT"))
                .singleElement()
                .asString()
                .contains("@jvm.options", "-XX:AOTCache=app.aot");
    }

    @Test
    void composeWaitsForWhatIsHealthyAndKeepsDataInVolumes() {
        List<String> volumes =
                List.copyOf(Node.documents(COMPOSE).get(0).at("volumes").map().keySet());

        SERVICES.map().keySet().forEach(name -> {
            Node service = SERVICES.child(name);
            if (service.has("depends_on")) {
                service.at("depends_on").map().keySet().forEach(needed -> {
                    assertThat(service.at("depends_on")
                                    .child(needed)
                                    .at("condition")
                                    .text())
                            .isEqualTo("service_healthy");
                    assertThat(SERVICES.child(needed).has("healthcheck")).isTrue();
                });
            }
            if (service.has("volumes")) {
                assertThat(service.at("volumes").items().stream()
                                .map(volume -> volume.text().split(":")[0]))
                        .allMatch(source -> source.startsWith("./") || volumes.contains(source));
            }
        });
    }

    @Test
    void composeBuildsTheImageAndLeavesItMemoryAndTime() {
        Path context = JvmImage.FOLDER.resolve(FOOTFALL.at("build.context").text());
        assertThat(context.resolve(FOOTFALL.at("build.dockerfile").text())).exists();
        assertThat(FOOTFALL.at("mem_limit").text())
                .isEqualTo(ShippedSettings.value("quarkus.kubernetes.resources.limits.memory")
                        .replace("Mi", "m"));
        assertThat(Duration.parse("PT" + FOOTFALL.at("stop_grace_period").text()))
                .isGreaterThan(ShippedSettings.duration("quarkus.shutdown.delay")
                        .plus(ShippedSettings.duration("quarkus.shutdown.timeout")));
    }

    private static List<String> instructions(String file, String name) {
        return JvmImage.instructions(file, name);
    }
}
