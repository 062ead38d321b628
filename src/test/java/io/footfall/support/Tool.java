package io.footfall.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A program that is installed on this machine.
 *
 * @param name the name to find in the {@code PATH}
 */
public record Tool(String name) {

    private static final int SECONDS = 30;

    /**
     * The output of a run.
     *
     * @param output the standard output
     * @param errors the standard error
     */
    public record Run(String output, String errors) {}

    /** Skips the current test with a message if the program is not installed. */
    public Tool orSkip() {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        Assumptions.assumeTrue(installed, name + " is not installed");
        return this;
    }

    /**
     * Runs the program until it ends, for at most 30 seconds. Fails if its exit code is not 0.
     *
     * @param input its standard input
     * @param arguments its command line arguments
     */
    public Run run(byte[] input, List<String> arguments) {
        try {
            Path errors = Files.createTempFile(name, ".err");
            Path output = Files.createTempFile(name, ".out");
            Path standardInput = Files.write(Files.createTempFile(name, ".in"), input);
            Process process = new ProcessBuilder(
                            Stream.concat(Stream.of(name), arguments.stream()).toList())
                    .redirectInput(standardInput.toFile())
                    .redirectError(errors.toFile())
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(name + " does not end: " + Files.readString(errors));
            }
            Run run = new Run(Files.readString(output, StandardCharsets.UTF_8), Files.readString(errors));
            for (Path file : List.of(errors, output, standardInput)) {
                Files.delete(file);
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(name + " fails with " + process.exitValue() + ": " + run);
            }
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
