package io.footfall.support;

import io.vertx.redis.client.Command;
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

/** A Redis of a test's own, which can be killed, stopped and started again on the same port. */
public final class RedisProcess implements AutoCloseable {

    /** Unpacked once: a file that is being written while another thread starts a process cannot be run for a moment. */
    private static final String BINARY = binary();

    private final int port = Ports.free();
    private final Path folder;
    private final List<String> settings;
    private Process process;

    private RedisProcess(String... settings) {
        this.folder = Folders.temporary("redis");
        this.settings = List.of(settings);
    }

    /** One that forgets nothing when it is killed. */
    public static RedisProcess appendOnly() {
        return new RedisProcess("--appendonly", "yes", "--appendfsync", "always", "--save", "");
    }

    /** One that forgets everything when it is killed. */
    public static RedisProcess withoutMemory() {
        return new RedisProcess("--save", "");
    }

    /** One that goes back to its last snapshot when it is killed; it takes them on demand. */
    public static RedisProcess withSnapshots() {
        return new RedisProcess("--save", "3600 1000000000");
    }

    private static String binary() {
        try {
            return RedisExecProvider.defaultProvider().get().getAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RedisProcess start() {
        try {
            List<String> command = new ArrayList<>(
                    List.of(BINARY, "--port", String.valueOf(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
            command.addAll(settings);
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

    /** SIGKILL. */
    public void kill() {
        Signals.kill(List.of(process.toHandle()));
    }

    /** SIGKILL, and there is no snapshot to go back to. */
    public void killForgetting() {
        kill();
        try {
            Files.deleteIfExists(folder.resolve("dump.rdb"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGSTOP: connections stay, answers do not come. */
    public void stop() {
        Signals.send("STOP", List.of(process.toHandle()));
    }

    /** SIGCONT: what came meanwhile is read and done. */
    public void resume() {
        Signals.send("CONT", List.of(process.toHandle()));
    }

    /** Writes a snapshot now. */
    public void snapshot() {
        new RedisProbe(url()).send(Command.SAVE);
    }

    /** Forgets everything while it runs. */
    public void flush() {
        new RedisProbe(url()).send(Command.FLUSHALL);
    }

    /** Changes a setting while it runs. */
    public void set(String name, String value) {
        new RedisProbe(url()).send(Command.CONFIG, "SET", name, value);
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        Folders.delete(folder);
    }
}
