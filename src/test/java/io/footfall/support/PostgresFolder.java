package io.footfall.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The data folder of a Postgres server. */
record PostgresFolder(Path path) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static PostgresFolder of(Path path) {
        return new PostgresFolder(path);
    }

    ProcessHandle postmaster() {
        try {
            String pid =
                    Files.readAllLines(path.resolve("postmaster.pid")).get(0).trim();
            return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server and waits until it accepts connections. */
    void start(Path binaries, String options) {
        Users.run(
                List.of(
                        binaries.resolve("pg_ctl").toString(),
                        "-D",
                        path.toString(),
                        "-o",
                        options + " -c unix_socket_directories=''",
                        "-l",
                        path.resolve("restart.log").toString(),
                        "-w",
                        "start"),
                PATIENCE);
    }
}
