package io.footfall.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Postgres and its tools write while they start.
 *
 * @param file need not exist
 */
record PostgresLog(Path file) {

    private static final Pattern END = Pattern.compile("(?m)^pg_ctl: (?:could not start server|error: )");
    private static final Pattern PROBLEM = Pattern.compile("(?m)^.*?(?:FATAL|error): +(.+)$");

    /** Why the server has ended already, which the library does not look for: it tries to connect until its time is over. */
    Optional<String> refusal() throws IOException {
        return END.matcher(text()).find() ? Optional.of(problem()) : Optional.empty();
    }

    /** The first problem, and where more can be read. */
    String problem() throws IOException {
        Matcher problem = PROBLEM.matcher(text());
        return (problem.find() ? problem.group(1).strip() + " " : "") + "(" + file + " has more)";
    }

    private String text() throws IOException {
        return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    }
}
