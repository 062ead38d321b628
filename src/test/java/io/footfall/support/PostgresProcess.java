package io.footfall.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A Postgres of a test's own, which can be killed, stopped and started again on the same port and data. */
public final class PostgresProcess implements AutoCloseable {

    private final Path folder = Folders.temporary("postgres");
    private final Map<String, String> settings = new HashMap<>();
    private EmbeddedPostgres server;
    private int port;
    private Path binaries;

    /** A setting of the server, before it starts. */
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

    /** SIGKILL to all its processes: a crash, from which it recovers when it is started again. */
    public void kill() {
        Signals.kill(Signals.familyOf(PostgresFolder.of(folder).postmaster()));
    }

    /** SIGSTOP to all its processes: connections stay, answers do not come. */
    public void stop() {
        Signals.send("STOP", Signals.familyOf(PostgresFolder.of(folder).postmaster()));
    }

    public void resume() {
        Signals.send("CONT", Signals.familyOf(PostgresFolder.of(folder).postmaster()));
    }

    /** Starts it again after it was killed. */
    public void restart() {
        PostgresFolder.of(folder).start(binaries, "-p " + port);
    }

    /** A replica of it, of a copy of its data as it is now. */
    public StandbyProcess standby() {
        return StandbyProcess.of(this);
    }

    /** Creates a role that may do everything, and must show its password. */
    public void createRole(String name, String password) {
        new PostgresProbe(url()).run("create role " + name + " superuser login password '" + password + "'");
        decideFirst("host all " + name + " all scram-sha-256");
    }

    /** Puts a line before those of {@code pg_hba.conf}, of which the first that fits decides. */
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
