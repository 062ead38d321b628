package io.footfall.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Postgres of a test's own, which can be killed, stopped and started again on the same port and data. */
public final class PostgresProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder = Folders.temporary("postgres");
    private EmbeddedPostgres server;
    private int port;
    private Path binaries;

    public PostgresProcess start() {
        try {
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("unix_socket_directories", "")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getPort();
        binaries = Path.of(postmaster().info().command().orElseThrow()).getParent();
        return this;
    }

    private ProcessHandle postmaster() {
        try {
            String pid =
                    Files.readAllLines(folder.resolve("postmaster.pid")).get(0).trim();
            return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL to all its processes: a crash, from which it recovers when it is started again. */
    public void kill() {
        Signals.kill(Signals.familyOf(postmaster()));
    }

    /** SIGSTOP to all its processes: connections stay, answers do not come. */
    public void stop() {
        Signals.send("STOP", Signals.familyOf(postmaster()));
    }

    public void resume() {
        Signals.send("CONT", Signals.familyOf(postmaster()));
    }

    /** Starts it again after it was killed. */
    public void restart() {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // Postgres refuses to run as root, also in tests.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(
                binaries.resolve("pg_ctl").toString(),
                "-D",
                folder.toString(),
                "-o",
                "-p " + port + " -c unix_socket_directories=''",
                "-l",
                folder.resolve("restart.log").toString(),
                "-w",
                "start"));
        try {
            Process starter = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!starter.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || starter.exitValue() != 0) {
                throw new IllegalStateException("Postgres did not start again");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return url(port);
    }

    /** Its address by way of a proxy. */
    public String url(int proxyPort) {
        return "postgresql://postgres:postgres@127.0.0.1:" + proxyPort + "/postgres";
    }

    @Override
    public void close() {
        try {
            resume();
            server.close();
        } catch (IOException | RuntimeException e) {
            // It is gone already.
        }
        Folders.delete(folder);
    }
}
