package io.footfall.support;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The output of a packaged service: JSON log lines, and any other output of the process. */
public final class ServiceLog {

    private static final Set<String> HARMLESS = Set.of("INFO", "DEBUG", "TRACE");

    private final Path file;

    public ServiceLog(Path file) {
        this.file = file;
    }

    /** Lines at WARN or above, and lines that are not JSON, such as a stack trace. */
    public List<String> alarming() {
        return lines().filter(line -> !HARMLESS.contains(levelOf(line))).toList();
    }

    /** The messages at a level that contain a text. */
    public List<String> messages(String level, String part) {
        return lines().filter(line -> levelOf(line).equals(level))
                .map(line -> new JsonObject(line).getString("message"))
                .filter(message -> message.contains(part))
                .toList();
    }

    /** The complete output, for checks that it does not contain something. */
    public String text() {
        return String.join("\n", lines().toList());
    }

    /** Newer JVMs print warnings about Netty. Those lines are not from the service. */
    private Stream<String> lines() {
        try {
            return Files.readAllLines(file).stream().filter(line -> !line.startsWith("WARNING: "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String levelOf(String line) {
        try {
            return new JsonObject(line).getString("level", "");
        } catch (DecodeException e) {
            return "";
        }
    }
}
