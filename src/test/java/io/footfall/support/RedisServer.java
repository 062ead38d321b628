package io.footfall.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import redis.embedded.RedisExecProvider;

/** One Redis process. Its port and its folder stay the same when it restarts. */
final class RedisServer {

    /**
     * The Redis binary. It is unpacked once: while one thread writes the file and another one forks a process, the file
     * is briefly not executable. The system property {@code footfall.redis-server} names another one.
     */
    private static final String BINARY = binary();

    private final int port = Ports.free();
    private final Path folder = Folders.temporary("redis");
    private final List<String> settings = new ArrayList<>();
    private List<String> ports = List.of("--port", String.valueOf(port));
    private final RedisProbe probe = new RedisProbe("redis://127.0.0.1:" + port);
    private Process process;

    RedisServer(List<String> settings) {
        this.settings.addAll(settings);
    }

    /** Creates a Sentinel. It keeps its settings in a file that it rewrites itself. */
    static RedisServer sentinel(String configuration) {
        RedisServer server = new RedisServer(List.of());
        try {
            Path file = Files.writeString(server.folder.resolve("sentinel.conf"), configuration);
            server.settings.addAll(List.of(file.toString(), "--sentinel"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return server;
    }

    /** Creates a server that only accepts TLS. */
    static RedisServer encrypted(Path certificate, Path key, String password) {
        RedisServer server = new RedisServer(List.of(
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                key.toString(),
                "--tls-auth-clients",
                "no",
                "--requirepass",
                password));
        server.ports = List.of("--port", "0", "--tls-port", String.valueOf(server.port));
        return server;
    }

    private static String binary() {
        String chosen = System.getProperty("footfall.redis-server");
        if (chosen != null) {
            return chosen;
        }
        try {
            return RedisExecProvider.defaultProvider().get().getAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server if it does not run, and waits until it listens. */
    RedisServer start() {
        if (process != null && process.isAlive()) {
            return this;
        }
        try {
            List<String> command = new ArrayList<>(List.of(BINARY));
            command.addAll(settings);
            command.addAll(ports);
            command.addAll(List.of("--bind", "127.0.0.1", "--dir", folder.toString()));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("redis.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptions()
                .until(this::listens);
        return this;
    }

    private boolean listens() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 100);
            return true;
        }
    }

    /**
     * Sends SIGKILL. Waits on the process, not on its handle: the handle may report the end before {@code isAlive}
     * does.
     */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void signal(String name) {
        Signals.send(name, List.of(process.toHandle()));
    }

    /** Deletes the snapshot. */
    void forget() {
        try {
            Files.deleteIfExists(folder.resolve("dump.rdb"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RedisProbe probe() {
        return probe;
    }

    int port() {
        return port;
    }

    void close() {
        if (process != null) {
            kill();
        }
        Folders.delete(folder);
    }
}
