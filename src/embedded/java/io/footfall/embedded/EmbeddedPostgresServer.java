package io.footfall.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real Postgres on a port of the loopback interface. */
public final class EmbeddedPostgresServer {

    private final EmbeddedPostgres server;

    private EmbeddedPostgresServer(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts Postgres on a free port, with data that is removed when it stops. */
    public static EmbeddedPostgresServer start() {
        try {
            return new EmbeddedPostgresServer(builder().start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts Postgres with data that outlive it.
     *
     * @param folder where it keeps them; no other server may use it
     * @param log the file that it writes its messages to; those of an earlier start are removed
     * @param port it listens on
     */
    static EmbeddedPostgresServer start(Path folder, PostgresLog log, int port) throws IOException {
        LeftBehind.stop(folder.resolve("postmaster.pid"), "postgres");
        Files.deleteIfExists(log.file());
        Redirect messages = Redirect.appendTo(log.file().toFile());
        // The locale of the environment need not be installed.
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
            // A tool that fails is named with its arguments, not with what it says.
            throw Files.exists(log.file()) ? Store.POSTGRES.failure(log.problem()) : e;
        }
    }

    /** pg_ctl hands the path to a shell, which takes quotes and dollar signs in it for its own; most of those are in what leads to here. */
    private static Path fromHere(Path folder) {
        Path here = Path.of("").toAbsolutePath();
        return here.getRoot().equals(folder.getRoot()) ? here.relativize(folder) : folder;
    }

    private static EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder().setPGStartupWait(Starting.PATIENCE);
    }

    /**
     * Where it listens.
     *
     * @return for instance {@code postgresql://postgres@127.0.0.1:40124/postgres}
     */
    public String url() {
        return url(server.getPort());
    }

    static String url(int port) {
        return "postgresql://postgres:postgres@127.0.0.1:" + port + "/postgres";
    }

    /** Stops it. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
