package io.footfall.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Classes of the packaged service as a JVM keeps them (application class-data sharing): written by its first start in a run of tests,
 * they save each later one a third of its CPU time.
 */
final class ClassArchive {

    private static final Path FILE = Path.of("target", "tests.jsa").toAbsolutePath();

    static {
        write();
    }

    private ClassArchive() {}

    /** Options of JVMs that start with it; they start without where it does not fit. */
    static List<String> options() {
        return List.of("-XX:SharedArchiveFile=" + FILE, "-Xlog:cds=off");
    }

    private static void write() {
        try {
            Files.deleteIfExists(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (PackagedService first = new PackagedService(Map.of()).writing(FILE).start()) {
            first.fromManagement("/q/metrics");
            first.readAsService("/api/stories/nothing");
            first.terminate();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
