package io.footfall.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A separate Postgres for a test. It can be killed, stopped and restarted on the same port and data. */
public final class PostgresProcess implements AutoCloseable {

    private final Path folder = Folders.temporary("postgres");
    private final Map<String, String> settings = new HashMap<>();
    private EmbeddedPostgres server;
    private int port;
    private Path binaries;

    /** Sets a server setting. Call this before {@link #start}. */
    public PostgresProcess set(String name, String value) {
        settings.put(name, value);
        return this;
    }

    public PostgresProcess start() {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("unix_socket_directories", "");
            settings.forEach(builder::setServerConfig);
            server = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getPort();
        binaries = Path.of(
                        PostgresFolder.of(folder).postmaster().info().command().orElseThrow())
                .getParent();
        return this;
    }

    /** Sends SIGKILL to all processes of the server: a crash. {@link #restart} runs recovery. */
    public void kill() {
        Signals.kill(Signals.familyOf(PostgresFolder.of(folder).postmaster()));
    }

    /** Sends SIGSTOP to all processes of the server: connections stay open, no reply arrives. */
    public void stop() {
        Signals.send("STOP", Signals.familyOf(PostgresFolder.of(folder).postmaster()));
    }

    public void resume() {
        Signals.send("CONT", Signals.familyOf(PostgresFolder.of(folder).postmaster()));
    }

    /** Starts the server again after {@link #kill}. */
    public void restart() {
        PostgresFolder.of(folder).start(binaries, "-p " + port);
    }

    /** Creates a streaming replica from a copy of the current data. */
    public StandbyProcess standby() {
        return StandbyProcess.of(this);
    }

    /** Creates a superuser role that must authenticate with its password. */
    public void createRole(String name, String password) {
        new PostgresProbe(url()).run("create role " + name + " superuser login password '" + password + "'");
        decideFirst("host all " + name + " all scram-sha-256");
    }

    /** Inserts a line at the start of {@code pg_hba.conf}. Postgres applies the first line that matches. */
    public void decideFirst(String line) {
        Path rules = folder.resolve("pg_hba.conf");
        try {
            Files.writeString(rules, line + "\n" + Files.readString(rules));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        new PostgresProbe(url()).run("select pg_reload_conf()");
    }

    Path folder() {
        return folder;
    }

    Map<String, String> settings() {
        return settings;
    }

    Path binaries() {
        return binaries;
    }

    public int port() {
        return port;
    }

    public String url() {
        return url(port);
    }

    /** The address of the server through a proxy. */
    public String url(int proxyPort) {
        return "postgresql://postgres:postgres@127.0.0.1:" + proxyPort + "/postgres";
    }

    @Override
    public void close() {
        try {
            resume();
            server.close();
        } catch (IOException | RuntimeException e) {
            // The server has already ended.
        }
        Folders.delete(folder);
    }
}
