package io.footfall.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * PgBouncer in transaction mode: it assigns a server connection to each transaction. The program is the one that the
 * environment variable PGBOUNCER names, otherwise the one in the PATH.
 */
public final class PoolerProcess implements AutoCloseable {

    private static final Program PROGRAM = new Program("pgbouncer", "PGBOUNCER");

    private final int port = Ports.free();
    private final Path folder = Folders.temporary("pgbouncer");
    private Process process;

    /** Skips the tests if PgBouncer is not installed. */
    public static void require() {
        Assumptions.assumeTrue(
                PROGRAM.find().isPresent(),
                "no pgbouncer: tests behind a pooler are skipped (apt-get install -y pgbouncer, or set PGBOUNCER)");
    }

    /**
     * Starts PgBouncer with the given number of connections to Postgres, and without settings for the startup
     * parameters of clients.
     */
    public PoolerProcess start(PostgresProcess postgres, int connections) {
        try {
            Path users = Files.writeString(folder.resolve("users.txt"), "\"postgres\" \"postgres\"\n");
            Path settings = Files.writeString(folder.resolve("pgbouncer.ini"), """
                    [databases]
                    postgres = host=127.0.0.1 port=%d dbname=postgres
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = trust
                    auth_file = %s
                    pool_mode = transaction
                    default_pool_size = %d
                    max_client_conn = 500
                    logfile = %s
                    """.formatted(
                            postgres.port(), port, users, connections, folder.resolve("pgbouncer.log")));
            List<String> command =
                    new ArrayList<>(List.of(PROGRAM.find().orElseThrow().toString(), settings.toString()));
            process = Users.command(command).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Ports.awaitOpen(port);
        return this;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        Folders.delete(folder);
    }
}
