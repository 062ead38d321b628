package io.footfall.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Servers that outlived a service that was killed: two of them on the same data would ruin it. Whoever asks holds the lock of the data's folder, so that
 * no server in use is ended.
 */
final class LeftBehind {

    private static final Duration TIME_TO_END = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Start times are as exact as the ticks of the system, and clocks are corrected. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private LeftBehind() {}

    /**
     * Ends the server that a file of process ids names, and waits until it is gone.
     *
     * @param pidFile its first line is a process id; it need not exist
     * @param program what the program's file name contains
     */
    static void stop(Path pidFile, String program) throws IOException {
        Optional<ProcessHandle> server = serverOf(pidFile, program);
        if (server.isPresent()) {
            end(server.get());
        }
    }

    /** A process that started after the file was written has the id of one that is long gone. */
    private static Optional<ProcessHandle> serverOf(Path pidFile, String program) throws IOException {
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        Instant written = Files.getLastModifiedTime(pidFile).toInstant();
        return Files.readAllLines(pidFile).stream()
                .findFirst()
                .map(String::trim)
                .filter(line -> line.matches("\\d{1,18}"))
                .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
                .filter(process -> process.info()
                        .command()
                        .filter(path -> path.contains(program))
                        .isPresent())
                .filter(process -> process.info()
                        .startInstant()
                        .filter(start -> start.isBefore(written.plus(TOLERANCE)))
                        .isPresent());
    }

    private static void end(ProcessHandle server) {
        server.destroy();
        if (!hasEndedWithin(TIME_TO_END, server)) {
            server.destroyForcibly();
            hasEndedWithin(TIME_TO_END, server);
        }
    }

    /** A process that nobody waits for stays in the table of processes, without a program. */
    private static boolean hasEndedWithin(Duration time, ProcessHandle server) {
        Instant deadline = Instant.now().plus(time);
        while (server.isAlive() && server.info().command().isPresent()) {
            if (Instant.now().isAfter(deadline)) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
