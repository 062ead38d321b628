package io.footfall.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Servers that outlived a service that was killed: two of them on the same data would ruin it. */
final class LeftBehind {

    private LeftBehind() {}

    /**
     * Ends the server that a file of process ids names, and waits until it is gone.
     *
     * @param pidFile its first line is a process id; it need not exist
     * @param program what the program's file name contains, so that nobody else's process is ended
     */
    static void stop(Path pidFile, String program) {
        pidIn(pidFile)
                .flatMap(ProcessHandle::of)
                .filter(process -> process.info()
                        .command()
                        .filter(command -> command.contains(program))
                        .isPresent())
                .ifPresent(process -> {
                    process.destroy();
                    process.onExit().join();
                });
    }

    private static Optional<Long> pidIn(Path pidFile) {
        try {
            return Files.exists(pidFile)
                    ? Files.readAllLines(pidFile).stream().findFirst().map(line -> Long.valueOf(line.trim()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
