package io.footfall.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Stops store servers that are still running because an earlier service process was killed: two servers on the same
 * data would corrupt it. The caller must hold the lock of the data folder, so that no server in use is stopped.
 */
final class LeftBehind {

    private static final Duration TIME_TO_END = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Process start times have the resolution of system ticks, and the clock may have been adjusted. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private LeftBehind() {}

    /**
     * Stops the server whose process id is in a file, and waits until it has ended.
     *
     * @param pidFile a file with the process id in its first line; it need not exist
     * @param program a part of the path of the server's executable
     */
    static void stop(Path pidFile, String program) throws IOException {
        Optional<ProcessHandle> server = serverOf(pidFile, program);
        if (server.isPresent()) {
            end(server.get());
        }
    }

    /**
     * Finds the server process. A process that started after the file was written is not the server: the process id was
     * reused.
     */
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

    /**
     * Waits for the end of a process. A process that its parent has not waited for (a zombie) stays in the process
     * table without a command, and counts as ended.
     */
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
