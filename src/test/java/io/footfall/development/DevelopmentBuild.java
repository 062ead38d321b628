package io.footfall.development;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.Folders;
import io.footfall.support.MachineEnvironment;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The output of {@code mvn -Pembedded package}, in a folder whose name contains a space and a character outside ASCII.
 */
final class DevelopmentBuild {

    private static final String LETTER = "ü";
    private static final int SECONDS_TO_BUILD = 300;

    /**
     * Maven 3.8 does not report the enabled extension of the Quarkus plugin, which the pom enables. The manifests
     * belong to the default build.
     */
    private static final List<String> KNOWN_WARNINGS = List.of(
            "The Maven extensions for the Quarkus Maven plugin are not enabled",
            "Ignoring duplicate definition of all values from 'footfall'",
            "skipping generation of kubernetes manifests");

    /** The prefix of warnings that newer JVMs print about Maven's own libraries. */
    private static final String REMARK = "WARNING: ";

    /** Whether file names can contain the letter depends on the locale of the JVM. */
    private static final String NAME =
            Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode(LETTER) ? LETTER : "u'\"";

    private static final List<String> QUICK_TO_START = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Path folder;
    private final Path jar;

    private DevelopmentBuild(Path folder) {
        this.folder = folder;
        this.jar = folder.resolve("build").resolve("quarkus-app").resolve("quarkus-run.jar");
    }

    /** Packages the development build with the same Maven as the tests. */
    static DevelopmentBuild make() throws IOException, InterruptedException {
        Path folder = Path.of("target", "a b", NAME).toAbsolutePath();
        Folders.delete(folder);
        Files.createDirectories(folder);
        DevelopmentBuild build = new DevelopmentBuild(folder);
        Path output = folder.resolve("build.log");
        ProcessBuilder maven = new ProcessBuilder(
                        Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                        "-B",
                        "-Pembedded",
                        "-Dbuild.folder=" + folder.resolve("build"),
                        "package")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        maven.environment().merge("MAVEN_OPTS", String.join(" ", QUICK_TO_START), (own, quick) -> quick + " " + own);
        Process building = maven.start();
        assertThat(building.waitFor(SECONDS_TO_BUILD, TimeUnit.SECONDS)).isTrue();
        assertThat(building.exitValue()).as(Files.readString(output)).isZero();
        assertThat(Files.readAllLines(output))
                .filteredOn(line -> line.contains("WARN") && !line.contains(REMARK))
                .allMatch(line -> KNOWN_WARNINGS.stream().anyMatch(line::contains));
        return build;
    }

    /** The working directory of the started service. */
    Path folder() {
        return folder;
    }

    /**
     * Starts the development build.
     *
     * @param output the file for standard output and standard error
     * @param options JVM options
     * @param environment the environment variables, in addition to those for program lookup and the locale
     */
    Process start(Path output, List<String> options, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(QUICK_TO_START);
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        MachineEnvironment.alone(builder);
        builder.environment().putAll(environment);
        return builder.start();
    }
}
