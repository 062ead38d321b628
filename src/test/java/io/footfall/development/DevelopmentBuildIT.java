package io.footfall.development;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.support.Ports;
import io.footfall.support.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start of the development build prints, for successful and failed starts. */
@Isolated("a build leaves no processor to others")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DevelopmentBuildIT {

    private static final Duration START = Duration.ofSeconds(60);
    private static final int BAD_CONFIGURATION = 78;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Ports.free();
    private final int managementPort = Ports.free();
    private DevelopmentBuild build;
    private Path output;
    private Process first;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        build = DevelopmentBuild.make();
        startFirst("first.log");
    }

    private void startFirst(String log) throws IOException {
        output = build.folder().resolve(log);
        first = build.start(output, List.of(), ports(port, managementPort));
        await().atMost(START).until(() -> Files.readString(output).contains("trending") || !first.isAlive());
        assertThat(first.isAlive()).as(Files.readString(output)).isTrue();
    }

    @AfterAll
    void stop() throws InterruptedException {
        if (first != null) {
            first.destroy();
            first.waitFor();
        }
    }

    private static Map<String, String> ports(int port, int managementPort) {
        Map<String, String> environment = new HashMap<>();
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(port));
        environment.put("MANAGEMENT_PORT", String.valueOf(managementPort));
        return environment;
    }

    private static Map<String, String> freePorts() {
        return ports(Ports.free(), Ports.free());
    }

    @Test
    void aStartPrintsWhatItDoesAndWhereToGo() throws IOException {
        String data = build.folder().resolve(".footfall").toString();
        List<String> lines = Files.readAllLines(output).stream()
                .filter(line -> !line.contains(" takes long to start: "))
                .toList();

        assertThat(String.join("\n", lines) + "\n").isEqualTo("""
                Starting Redis
                Starting Postgres
                Starting Footfall

                Footfall answers, on this machine alone. Ctrl+C stops it.

                  start here     http://localhost:%1$d/
                  API            http://localhost:%1$d/q/swagger-ui/
                  operators      http://localhost:%1$d/admin
                  notifications  http://localhost:%1$d/dev/notifications/
                  management     http://localhost:%2$d/q/health, /q/metrics
                  tokens         backend dev-service-token, operator dev-admin-token, sync dev-cron-secret
                  data           %3$s

                In another terminal:

                  curl -X POST localhost:%1$d/api/stories/s1/view
                  curl localhost:%1$d/api/stories/s1/views
                  curl 'localhost:%1$d/api/trending?window=1h'

                """.formatted(port, managementPort, data));
    }

    @Test
    void theCommandsThatItPrintsWork() throws IOException {
        new Tool("curl").orSkip();
        List<String> commands = Files.readAllLines(output).stream()
                .filter(line -> line.startsWith("  curl "))
                .toList();

        assertThat(commands).hasSize(3).allSatisfy(command -> assertThat(new Tool("sh")
                        .run(new byte[0], List.of("-c", command + " --fail -sS"))
                        .output())
                .startsWith("{"));
    }

    @Test
    void aSecondCopyInTheFolderSaysSoAndTheFirstGoesOn() throws Exception {
        collectGarbage(first);

        assertThat(failedStart(List.of(), freePorts()))
                .singleElement()
                .asString()
                .startsWith("Footfall is already running as process " + first.pid() + " in this folder");
        assertThat(count("s2")).contains("\"source\":\"redis\"");
    }

    @Test
    void storesOfACopyThatWasKilledAreEndedByTheNext() throws Exception {
        String before = count("s3");
        first.destroyForcibly().waitFor();

        startFirst("next.log");

        assertThat(before).contains("\"viewCount\":1");
        // A sync runs at startup and transfers the pending views from Redis to Postgres.
        await().until(() -> get("/api/stories/s3/views").contains("\"viewCount\":1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUARKUS_HTTP_PORT", "MANAGEMENT_PORT"})
    void aPortThatIsTakenEndsTheStart(String setting) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment = freePorts();
            environment.put(setting, String.valueOf(other.getLocalPort()));
            environment.put("FOOTFALL_EMBEDDED_FOLDER", "port-taken");

            assertThat(failedStart(List.of(), environment))
                    .singleElement()
                    .asString()
                    .startsWith("Port " + other.getLocalPort() + " of " + setting + " cannot be opened")
                    .contains("set " + setting);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenEndsTheStart() throws Exception {
        Files.writeString(build.folder().resolve("file"), "");
        Map<String, String> environment = freePorts();
        environment.put("FOOTFALL_EMBEDDED_FOLDER", "file/data");

        assertThat(failedStart(List.of(), environment))
                .singleElement()
                .asString()
                .startsWith("The folder " + build.folder().resolve("file/data") + " cannot be written")
                .contains("Set FOOTFALL_EMBEDDED_FOLDER");
    }

    @Test
    void aSystemWithoutBinariesEndsTheStart() throws Exception {
        Map<String, String> environment = freePorts();
        environment.put("FOOTFALL_EMBEDDED_FOLDER", "other-system");

        assertThat(failedStart(List.of("-Dos.arch=ppc64le"), environment))
                .last()
                .asString()
                .startsWith("No Postgres for Linux on ppc64le comes along")
                .contains("set DATABASE_URL");
    }

    @Test
    void dataThatPostgresCannotReadEndTheStart() throws Exception {
        Path data = Files.createDirectories(build.folder().resolve("old").resolve("postgres"));
        Files.writeString(data.resolve("postgresql.conf"), "");
        Files.writeString(data.resolve("PG_VERSION"), "9");
        Map<String, String> environment = freePorts();
        environment.put("FOOTFALL_EMBEDDED_FOLDER", "old");

        assertThat(failedStart(List.of(), environment))
                .last()
                .asString()
                .startsWith("Postgres does not start: ")
                .contains("DATABASE_URL");
    }

    /** Runs a garbage collection, which releases resources that the process holds without a reference. */
    private static void collectGarbage(Process process) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        new ProcessBuilder(jcmd, String.valueOf(process.pid()), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Starts with a bad configuration, waits for the end of the process, and returns its output. */
    private List<String> failedStart(List<String> options, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile(build.folder(), "ended", ".log");
        Process process = build.start(log, options, environment);
        try {
            assertThat(process.waitFor(START.toSeconds(), TimeUnit.SECONDS))
                    .as("it ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(log);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isEqualTo(BAD_CONFIGURATION);
        return lines;
    }

    private String count(String story) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri("/api/stories/" + story + "/view"))
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }
}
