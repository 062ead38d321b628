package io.footfall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The resident memory and the memory limit of this process, read from files of Linux. They are the same for a JVM and a
 * native executable, whereas the figures of the runtimes are not comparable.
 */
final class ProcessMemory {

    private static final int BYTES_OF_KIB = 1_024;
    private static final int FIELDS = 3;

    private final Path root;

    /**
     * Creates a reader.
     *
     * @param root the root of the file system; differs from {@code /} only in tests
     */
    ProcessMemory(Path root) {
        this.root = root;
    }

    /** Whether the files exist, that is, whether this is Linux. */
    boolean isKnown() {
        return Files.isReadable(status()) && Files.isReadable(machine());
    }

    /** Resident memory of the process in bytes, including mapped files. */
    long residentBytes() {
        return kibibytes(status(), "VmRSS:");
    }

    /**
     * Memory limit of the process in bytes: the smallest limit of its control groups, or the memory of the machine if
     * that is less.
     */
    long limitBytes() {
        return LongStream.concat(
                        LongStream.of(kibibytes(machine(), "MemTotal:")),
                        lines(root.resolve("proc/self/cgroup"))
                                .flatMap(this::limitFiles)
                                .filter(Files::isReadable)
                                .flatMap(ProcessMemory::lines)
                                .filter(text -> !text.equals("max"))
                                .mapToLong(Long::parseLong))
                .min()
                .orElseThrow();
    }

    private Path status() {
        return root.resolve("proc/self/status");
    }

    private Path machine() {
        return root.resolve("proc/meminfo");
    }

    /**
     * The limit files for a line of {@code /proc/self/cgroup}: {@code 0::/path} (version 2) or {@code 4:memory:/path}
     * (version 1). Includes the files of all parent groups, because their limits apply too.
     */
    private Stream<Path> limitFiles(String line) {
        String[] fields = line.split(":", FIELDS);
        Path groups = root.resolve("sys/fs/cgroup");
        if (fields[1].isEmpty()) {
            return upwards(groups, fields[2]).map(group -> group.resolve("memory.max"));
        }
        return Stream.of(fields[1].split(",")).anyMatch("memory"::equals)
                ? upwards(groups.resolve("memory"), fields[2]).map(group -> group.resolve("memory.limit_in_bytes"))
                : Stream.empty();
    }

    private static Stream<Path> upwards(Path groups, String path) {
        Path own = groups.resolve(path.substring(1)).normalize();
        return Stream.iterate(own, group -> group.startsWith(groups), Path::getParent);
    }

    private static long kibibytes(Path file, String name) {
        return lines(file)
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * BYTES_OF_KIB)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(file + " has no " + name));
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
