package io.footfall.support;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The packaged service that tests run: the output of packaging (files for a JVM, or a native executable), or the native
 * executable at {@code -Dfootfall.executable=/path}, which may have been built elsewhere.
 */
public final class Artifact {

    /** The system property with the path of a native executable. */
    static final String EXECUTABLE = "footfall.executable";

    /** The only JVM option that is also passed to a native executable. */
    private static final String HEAP = "-Xmx";

    /** Initialized on first use, because unit tests run before anything is packaged. */
    private static final class Tested {

        private static final Artifact ARTIFACT = of(System.getProperty(EXECUTABLE, ""), Path.of("target"));
    }

    private final Path path;
    private final boolean executable;

    private Artifact(Path path, boolean executable) {
        this.path = path;
        this.executable = executable;
    }

    /**
     * Returns the artifact to test.
     *
     * @param executable the path of a native executable, absolute or relative to the working directory; blank for the
     *      output of packaging
     * @param target the output folder of packaging
     * @throws IllegalArgumentException if there is no executable file at that path
     */
    static Artifact of(String executable, Path target) {
        if (executable.isBlank()) {
            Properties description = read(target.resolve("quarkus-artifact.properties"));
            return new Artifact(
                    target.resolve(description.getProperty("path")),
                    description.getProperty("type").startsWith("native"));
        }
        Path path = Path.of(executable.trim()).toAbsolutePath();
        if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
            throw new IllegalArgumentException(
                    EXECUTABLE + " takes the path of an executable file; there is none at " + path);
        }
        return new Artifact(path, true);
    }

    private static Properties read(Path file) {
        Properties description = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            description.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return description;
    }

    /** Whether the artifact is a native executable. */
    public static boolean isNative() {
        return Tested.ARTIFACT.executable;
    }

    /**
     * Returns the command line that starts the artifact.
     *
     * @param options JVM options; a native executable gets only the heap size
     */
    static List<String> command(List<String> options) {
        return Tested.ARTIFACT.commandWith(options);
    }

    List<String> commandWith(List<String> options) {
        List<String> command = new ArrayList<>();
        if (executable) {
            command.add(path.toString());
            options.stream().filter(option -> option.startsWith(HEAP)).forEach(command::add);
            return command;
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-jar", path.toString()));
        return command;
    }
}
