package io.footfall.support;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** What packaging made: a native executable, or files that a JVM runs. */
public final class Artifact {

    private static final Path TARGET = Path.of("target");
    private static final Properties DESCRIPTION = read(TARGET.resolve("quarkus-artifact.properties"));

    private Artifact() {}

    private static Properties read(Path file) {
        Properties description = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            description.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return description;
    }

    public static boolean isNative() {
        return DESCRIPTION.getProperty("type").startsWith("native");
    }

    /**
     * How it is run.
     *
     * @param options of a JVM; a native executable has no use for them
     */
    static List<String> command(List<String> options) {
        String path = TARGET.resolve(DESCRIPTION.getProperty("path")).toString();
        if (isNative()) {
            return List.of(path);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-jar", path));
        return command;
    }
}
