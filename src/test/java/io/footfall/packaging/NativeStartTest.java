package io.footfall.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.MachineEnvironment;
import io.footfall.support.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A native executable checks its settings like the JVM does, although its registered configuration is that of the
 * build.
 */
@Tag("slow")
class NativeStartTest {

    private static final int BAD_CONFIGURATION = 78;

    private static final Map<String, String> STORES =
            Map.of("REDIS_URL", "redis://localhost", "DATABASE_URL", "postgresql://u:p@localhost/footfall");

    @TempDir
    private Path folder;

    @Test
    void storesOfTheEnvironmentAreEnough() throws IOException, InterruptedException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(lineOf(with(Map.of("QUARKUS_HTTP_PORT", String.valueOf(other.getLocalPort())))))
                    .startsWith("Port " + other.getLocalPort() + " of QUARKUS_HTTP_PORT cannot be opened");
        }
    }

    @Test
    void aFileInTheWorkingDirectoryCounts() throws IOException, InterruptedException {
        Files.createDirectory(folder.resolve("config"));
        Files.writeString(folder.resolve("config/application.properties"), "REDIS_URL=redis://localhost\n");

        assertThat(lineOf(Map.of())).startsWith("Set DATABASE_URL");
    }

    /** The value of MANAGEMENT_PORT comes from the shipped settings. */
    @Test
    void theShippedSettingsCount() throws IOException, InterruptedException {
        assertThat(lineOf(with(Map.of("QUARKUS_HTTP_PORT", "9000"))))
                .isEqualTo("MANAGEMENT_PORT takes another port than QUARKUS_HTTP_PORT.");
    }

    @ParameterizedTest
    @CsvSource({
        // The value must not be expanded: it has seven characters.
        "ADMIN_TOKEN, ${LONG}, ADMIN_TOKEN takes at least 12 characters",
        "FOOTFALL_RATE_LIMITS_POLICIES_PASSWORD_RESET_LIMIT, 0, FOOTFALL_RATE_LIMITS_POLICIES_PASSWORD_RESET_LIMIT takes"
    })
    void theEnvironmentIsReadAsTheJvmReadsIt(String variable, String value, String line)
            throws IOException, InterruptedException {
        assertThat(lineOf(with(Map.of(variable, value, "LONG", "a".repeat(20)))))
                .startsWith(line);
    }

    private static Map<String, String> with(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(STORES);
        all.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        all.put("QUARKUS_HTTP_PORT", String.valueOf(Ports.free()));
        all.putAll(settings);
        return all;
    }

    private String lineOf(Map<String, String> environment) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                NativeStartMain.class.getName()));
        command.addAll(DeclaredResources.patterns());
        ProcessBuilder start =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        MachineEnvironment.alone(start);
        start.environment().putAll(environment);
        Process process = start.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();

        assertThat(process.waitFor()).as(output).isEqualTo(BAD_CONFIGURATION);
        return output;
    }
}
