package io.footfall.documentation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A terminal session: one bash process in its own folder, so that a command finds the variables and files of the
 * commands before it.
 */
final class Shell implements AutoCloseable {

    /** Settings that let curl print the status of each response to standard error. */
    private static final String CURL_SETTINGS = """
            silent
            show-error
            write-out = "%{stderr}status %{http_code}\\n"
            """;

    private static final Pattern STATUS = Pattern.compile("^status (\\d+)$", Pattern.MULTILINE);
    private static final int PATIENCE_SECONDS = 15;

    private final Path folder;
    private final Process bash;
    private final Writer input;
    private final BufferedReader output;
    private int runs;

    /**
     * The result of commands.
     *
     * @param exitCode the exit code of the last command
     * @param output the standard output of all commands
     * @param errors the standard error of all commands
     * @param statuses the status of each response that curl received
     */
    record Run(int exitCode, String output, String errors, List<Integer> statuses) {}

    Shell(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve(".curlrc"), CURL_SETTINGS);
        ProcessBuilder builder =
                new ProcessBuilder("bash", "--norc").directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("CURL_HOME", folder.toString());
        bash = builder.start();
        input = bash.outputWriter(StandardCharsets.UTF_8);
        output = bash.inputReader(StandardCharsets.UTF_8);
    }

    /** Runs commands and waits until they end. */
    Run run(String commands) throws Exception {
        runs++;
        Path out = folder.resolve(runs + ".out");
        Path errors = folder.resolve(runs + ".err");
        tell("{\n" + commands + "\n} >'" + out + "' 2>'" + errors + "' </dev/null; echo $?\n");
        int exitCode = Integer.parseInt(CompletableFuture.supplyAsync(this::answer)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .trim());
        String complaints = Files.readString(errors);
        List<Integer> statuses = STATUS.matcher(complaints)
                .results()
                .map(MatchResult::group)
                .map(line -> Integer.valueOf(line.substring(line.indexOf(' ') + 1)))
                .toList();
        return new Run(exitCode, Files.readString(out), complaints, statuses);
    }

    /** Starts commands in the background that do not end by themselves, and returns the file of their output. */
    Path begin(String commands) throws IOException {
        runs++;
        Path out = Files.createFile(folder.resolve(runs + ".out"));
        tell("{\n" + commands + "\n} >'" + out + "' 2>/dev/null </dev/null &\n");
        return out;
    }

    private void tell(String script) throws IOException {
        input.write(script);
        input.flush();
    }

    private String answer() {
        try {
            return output.readLine();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        bash.descendants().forEach(ProcessHandle::destroyForcibly);
        bash.destroyForcibly();
    }
}
