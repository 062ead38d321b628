package io.footfall.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A real Postgres on a free port of the loopback interface. */
public final class EmbeddedPostgresServer {

    private final EmbeddedPostgres server;

    private EmbeddedPostgresServer(EmbeddedPostgres server) {
        this.server = server;
    }

    /**
     * Starts Postgres.
     *
     * @param folder where it keeps its data; null: a new one that is removed when it stops
     * @return the running server
     */
    public static EmbeddedPostgresServer start(Path folder) {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
            if (folder != null) {
                LeftBehind.stop(folder.resolve("postmaster.pid"), "postgres");
                builder.setDataDirectory(folder.toAbsolutePath())
                        .setCleanDataDirectory(false)
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on");
            }
            return new EmbeddedPostgresServer(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Where it listens.
     *
     * @return for instance {@code postgresql://postgres@127.0.0.1:40124/postgres}
     */
    public String url() {
        return "postgresql://postgres:postgres@127.0.0.1:" + server.getPort() + "/postgres";
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
