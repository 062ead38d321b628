package io.footfall.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A {@link JobWorkerMain} process that can be killed. Its file records the jobs that it executed before. */
public final class JobWorkerProcess implements AutoCloseable {

    private final Path file;
    private final Process process;

    public JobWorkerProcess(String queue, Path folder) {
        try {
            this.file = Files.createTempFile(folder, "worker", ".done");
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            String classes = new File(JobWorkerMain.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getPath();
            this.process = new ProcessBuilder(
                            java, "-Xmx64m", "-cp", classes, JobWorkerMain.class.getName(), queue, file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("workers.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends SIGKILL and waits for the end of the process. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** The ids of the executed jobs. A job that was executed twice is listed twice. */
    public List<String> done() {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
