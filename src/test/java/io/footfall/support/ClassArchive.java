package io.footfall.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An archive of the loaded classes of the packaged service (application class-data sharing). The first start in a test
 * run writes it. It saves a third of the CPU time of each later start.
 */
final class ClassArchive {

    private static final Path FILE = Path.of("target", "tests.jsa").toAbsolutePath();

    static {
        write();
    }

    private ClassArchive() {}

    /** JVM options that use the archive. A JVM that the archive does not match starts without it. */
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
