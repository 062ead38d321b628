package io.footfall.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Postgres server that listens on the loopback interface. */
public final class EmbeddedPostgresServer {

    private final EmbeddedPostgres server;

    private EmbeddedPostgresServer(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts Postgres on a free port, with data that is deleted when it stops. */
    public static EmbeddedPostgresServer start() {
        try {
            return new EmbeddedPostgresServer(builder().start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts Postgres with persistent data.
     *
     * @param folder the data directory; no other server may use it
     * @param log the file for its messages; messages of an earlier start are deleted
     * @param port the port to listen on
     */
    static EmbeddedPostgresServer start(Path folder, PostgresLog log, int port) throws IOException {
        LeftBehind.stop(folder.resolve("postmaster.pid"), "postgres");
        Files.deleteIfExists(log.file());
        Redirect messages = Redirect.appendTo(log.file().toFile());
        // The locale of the environment may not be installed.
        EmbeddedPostgres.Builder server = builder()
                .setDataDirectory(fromHere(folder))
                .setCleanDataDirectory(false)
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setOutputRedirector(messages)
                .setErrorRedirector(messages)
                .setPort(port);
        try {
            return new EmbeddedPostgresServer(server.start());
        } catch (IllegalStateException e) {
            // The exception contains the arguments of the tool that failed, but not its output.
            throw Files.exists(log.file()) ? Store.POSTGRES.failure(log.problem()) : e;
        }
    }

    /**
     * Returns the folder relative to the working directory. pg_ctl passes the path to a shell, which interprets quotes
     * and dollar signs; a relative path avoids those in the parent directories.
     */
    private static Path fromHere(Path folder) {
        Path here = Path.of("").toAbsolutePath();
        return here.getRoot().equals(folder.getRoot()) ? here.relativize(folder) : folder;
    }

    private static EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder().setPGStartupWait(Starting.PATIENCE);
    }

    /**
     * The address of the server.
     *
     * @return for example {@code postgresql://postgres:postgres@127.0.0.1:40124/postgres}
     */
    public String url() {
        return url(server.getPort());
    }

    static String url(int port) {
        return "postgresql://postgres:postgres@127.0.0.1:" + port + "/postgres";
    }

    /** Stops the server. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
