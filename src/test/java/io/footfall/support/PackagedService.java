package io.footfall.support;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The packaged application in a separate process, which can be killed. */
public final class PackagedService implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** A line of a class histogram: number, instances, bytes, class name. */
    private static final Pattern HISTOGRAM = Pattern.compile("^ *\\d+: +\\d+ +\\d+ +(\\S+)");

    /** The garbage collector that the images use. It also leaves the second processor to other processes. */
    private static final String COLLECTOR = "-XX:+UseSerialGC";

    /** With quick compilation only (C1), a JVM starts in half the time. Most services of a test live only briefly. */
    private static final List<String> QUICK_TO_START = List.of(COLLECTOR, "-Xmx512m", "-XX:TieredStopAtLevel=1");

    private static final List<String> QUICK_IN_THE_END = List.of(COLLECTOR, "-Xmx512m");

    private final int port;
    private final int managementPort;
    private final Map<String, String> environment;
    private List<String> options = QUICK_TO_START;
    private boolean usesArchive = true;
    private Process process;

    public PackagedService(Map<String, String> settings) {
        this.port = Ports.free();
        this.managementPort = Ports.free();
        this.environment = new HashMap<>(SharedStores.settings());
        environment.putAll(Map.of(
                "SERVICE_TOKENS",
                "test-service-token",
                "ADMIN_TOKEN",
                "test-admin-token",
                "CRON_SECRET",
                "test-cron-secret",
                "MP_JWT_VERIFY_PUBLICKEY",
                ServiceUnderTest.publicKey(),
                "QUARKUS_HTTP_HOST",
                "127.0.0.1",
                "QUARKUS_HTTP_PORT",
                String.valueOf(port),
                "MANAGEMENT_PORT",
                String.valueOf(managementPort)));
        environment.putAll(settings);
    }

    /**
     * Whether a run measures, which takes longer: {@code -Dfootfall.measured=true}, for one test class that runs alone.
     */
    public static boolean isMeasured() {
        return Boolean.getBoolean("footfall.measured");
    }

    /** Sets store timeouts of one second, as a busy machine needs, for tests that are not about a slow store. */
    public PackagedService patient() {
        environment.put("FOOTFALL_REDIS_PATIENCE", "1s");
        environment.put("FOOTFALL_POSTGRES_PROBE", "1s");
        return this;
    }

    /** Uses the full JIT compilation of production when a run measures. */
    public PackagedService measured() {
        options = isMeasured() ? QUICK_IN_THE_END : options;
        return this;
    }

    /** Limits the heap to the given number of megabytes. */
    public PackagedService within(int megabytes) {
        options =
                List.of(COLLECTOR, "-Xmx" + megabytes + "m", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");
        return this;
    }

    /** Writes the archive of loaded classes to a file when the service ends. */
    PackagedService writing(Path classes) {
        options = Stream.concat(
                        QUICK_TO_START.stream(), Stream.of("-XX:ArchiveClassesAtExit=" + classes, "-Xlog:cds=off"))
                .toList();
        usesArchive = false;
        return this;
    }

    /** Runs the application with only these settings until it ends by itself, for at most 60 seconds. */
    public static Ended runToItsEnd(Map<String, String> settings) {
        try {
            Path output = Files.createTempFile("footfall", ".log");
            Process process = start(withArchive(QUICK_TO_START), settings, output);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("it did not end");
            }
            return new Ended(process.exitValue(), linesOfTheService(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Newer JVMs print warnings about Netty. Those lines are not from the service. */
    private static List<String> linesOfTheService(Path output) throws IOException {
        return Files.readAllLines(output).stream()
                .filter(line -> !line.startsWith("WARNING: "))
                .toList();
    }

    public record Ended(int exitCode, List<String> output) {}

    /** Starts the service and waits until it is ready. */
    public PackagedService start() {
        begin();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptions()
                    .until(() -> fromManagement("/q/health/ready").statusCode() == 200);
        } catch (ConditionTimeoutException e) {
            // The caller gets no reference, so it cannot close the service.
            close();
            throw e;
        }
        return this;
    }

    /** Starts the service without waiting. */
    public PackagedService begin() {
        try {
            process = start(usesArchive ? withArchive(options) : options, environment, log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The log file. */
    public Path log() {
        return Path.of("target", "service-" + port + ".log");
    }

    private static List<String> withArchive(List<String> options) {
        return Artifact.isNative()
                ? options
                : Stream.concat(options.stream(), ClassArchive.options().stream())
                        .toList();
    }

    private static Process start(List<String> options, Map<String, String> settings, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Artifact.command(options))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        MachineEnvironment.alone(builder);
        builder.environment().putAll(settings);
        return builder.start();
    }

    /** Sends SIGKILL: the service neither drains nor logs. */
    public void kill() {
        process.destroyForcibly();
        untilItEnded();
    }

    /** Sends SIGSTOP: the service does not respond, and does not notice that time passes. */
    public void standStill() {
        Signals.send("STOP", List.of(process.toHandle()));
    }

    /** Sends SIGCONT. */
    public void goOn() {
        Signals.send("CONT", List.of(process.toHandle()));
    }

    /** Sends SIGTERM: requests in flight are drained. Returns the exit code. */
    public int terminate() {
        process.destroy();
        return untilItEnded();
    }

    /** Does not use {@code onExit}: it needs a thread of the common pool, which may be the thread that waits here. */
    private int untilItEnded() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The heap in use after a garbage collection and the resident memory of the process, in bytes. */
    public Memory memory() throws IOException, InterruptedException {
        jcmd("GC.run");
        double heap = fromManagement("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
        long resident = Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1_024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
        return new Memory((long) heap, resident);
    }

    public record Memory(long heap, long resident) {}

    /** The names of all classes that have an instance in the heap of the service. */
    public Set<String> liveClasses() throws IOException, InterruptedException {
        return jcmd("GC.class_histogram")
                .lines()
                .map(HISTOGRAM::matcher)
                .filter(Matcher::find)
                .map(line -> line.group(1))
                .collect(Collectors.toSet());
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process asked = new ProcessBuilder(jcmd, String.valueOf(process.pid()), command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor();
        return answer;
    }

    public int port() {
        return port;
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends a GET request to the management port. */
    public HttpResponse<String> fromManagement(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(managementUri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Posts with the service token and returns the body. The response must be 200. */
    public String asService(String path, JsonObject body) throws IOException, InterruptedException {
        return post(path, ServiceUnderTest.SERVICE, body);
    }

    /** Runs a sync with the cron token and returns its report. */
    public JsonObject sync() throws IOException, InterruptedException {
        return new JsonObject(post("/api/cron/sync-views", ServiceUnderTest.CRON, new JsonObject()));
    }

    private String post(String path, String authorization, JsonObject body) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(uri(path))
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** Puts with the service token. Fails on a status of 300 or above. */
    public void put(String path, JsonObject body) throws IOException, InterruptedException {
        write("PUT", path, body);
    }

    /** Posts with the service token. Fails on a status of 300 or above. */
    public void create(String path, JsonObject body) throws IOException, InterruptedException {
        write("POST", path, body);
    }

    /** Puts with the service token and returns any response. */
    public HttpResponse<String> tryToPut(String path, JsonObject body) throws IOException, InterruptedException {
        return tryTo("PUT", path, body);
    }

    /** Posts with the service token and returns any response. */
    public HttpResponse<String> tryToPost(String path, JsonObject body) throws IOException, InterruptedException {
        return tryTo("POST", path, body);
    }

    private HttpResponse<String> tryTo(String method, String path, JsonObject body)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(uri(path))
                        .header("Authorization", ServiceUnderTest.SERVICE)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body.encode()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void write(String method, String path, JsonObject body) throws IOException, InterruptedException {
        HttpResponse<String> answer = tryTo(method, path, body);
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Reads with the service token and returns the body of any response. */
    public String readAsService(String path) throws IOException, InterruptedException {
        return read(path, ServiceUnderTest.SERVICE);
    }

    /** Reads with the admin token and returns the body of any response. */
    public String readAsOperator(String path) throws IOException, InterruptedException {
        return read(path, ServiceUnderTest.OPERATOR);
    }

    private String read(String path, String authorization) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(uri(path))
                                .header("Authorization", authorization)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** The address of a path on the management port. */
    public URI managementUri(String path) {
        return URI.create("http://127.0.0.1:" + managementPort + path);
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
            BlockedThreadExtension.check(log());
        }
    }
}
