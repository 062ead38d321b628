package io.footfall.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log of Postgres and its tools during startup.
 *
 * @param file the log file; it need not exist
 */
record PostgresLog(Path file) {

    private static final Pattern END = Pattern.compile("(?m)^pg_ctl: (?:could not start server|error: )");
    private static final Pattern PROBLEM = Pattern.compile("(?m)^.*?(?:FATAL|error): +(.+)$");

    /**
     * Returns the reason if the server has already ended. The library does not check for this: it retries to connect
     * until its timeout.
     */
    Optional<String> refusal() throws IOException {
        return END.matcher(text()).find() ? Optional.of(problem()) : Optional.empty();
    }

    /** The first error in the log, and the name of the log file. */
    String problem() throws IOException {
        Matcher problem = PROBLEM.matcher(text());
        return (problem.find() ? problem.group(1).strip() + " " : "") + "(" + file + " has more)";
    }

    private String text() throws IOException {
        return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    }
}
